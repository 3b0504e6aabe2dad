/**
 * Everything that cannot be seen, would move a terminal's cursor or reorder its text, or may not stand in
 * XML: control characters, format characters (bidi marks, zero widths), line separators, halves of surrogate
 * pairs, noncharacters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that came from a target (or a user), on one line and harmless to show: what is unseen is written as an
 * escape, as C or JavaScript would. Applying it again changes nothing.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return SHORT[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
  });
}
