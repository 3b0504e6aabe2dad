import { parseXml } from '@rgrove/parse-xml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NASTY } from './made-up.test-data.ts';
import { visible } from './visible.ts';
import { renderXml, type XmlElement } from './xml.ts';

const element = (name: string, attributes: XmlElement['attributes'], inside: XmlElement['inside']) => ({
  name,
  attributes,
  inside,
});

it('indents elements, and leaves text as it is', () => {
  const some = element('some', { n: 1 }, [element('text', {}, '\n a\n'), element('empty', {}, '')]);
  expect(
    renderXml(element('all', {}, [some, element('none', { x: '' }, [])])),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<all>
  <some n="1">
    <text>
 a
</text>
    <empty/>
  </some>
  <none x=""/>
</all>
`);
});

describe('a reader finds again', () => {
  const readBack = (text: string, value: string) => {
    const { root } = parseXml(renderXml(element('a', { value }, text)));
    return [root?.text, root?.attributes.value];
  };

  it.each(['<&>"\'', ']]>', '<![CDATA[ ]]>', '&amp;&#10;', ' \n\ta\n ', '\u{1F980}', '\u0085\u2028'])(
    '%j',
    (text) => {
      expect(readBack(text, text)).toEqual([text, text]);
    },
  );

  it('any text that is visible', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(NASTY), fc.string({ unit: 'binary' })), (any) => {
        const text = visible(any);
        expect(readBack(`\n${text}\n`, text)).toEqual([`\n${text}\n`, text]);
      }),
    );
  });
});

it.each(['\u0000', '\u001b', '\uD800', '\uFFFE'])('refuses %j, which no XML can hold', (text) => {
  expect(() => renderXml(element('a', {}, text))).toThrow('Char');
});
