/** A tree of elements as an XML document. xmldom escapes it; it knows no layout, so that line breaks and indents are added here. */
import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';

export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  /** Elements, or text, of which not a character is added or taken away. */
  inside: readonly XmlElement[] | string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

const lineBreak = (depth: number): string => `\n${'  '.repeat(depth)}`;

function build(document: Document, { name, attributes, inside }: XmlElement, depth: number): Element {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  const add = (text: string) => element.appendChild(document.createTextNode(text));
  if (typeof inside === 'string') {
    if (inside !== '') add(inside);
    return element;
  }
  for (const child of inside) {
    add(lineBreak(depth + 1));
    element.appendChild(build(document, child, depth + 1));
  }
  if (inside.length > 0) add(lineBreak(depth));
  return element;
}

/**
 * The document, as text. What comes from a target must be `visible` before: attributes are not looked at for what XML cannot hold.
 * @throws Error for text that XML cannot hold
 */
export function renderXml(root: XmlElement): string {
  const document = new DOMImplementation().createDocument(null, '');
  const xml = new XMLSerializer().serializeToString(build(document, root, 0), { requireWellFormed: true });
  return `${DECLARATION}\n${xml}\n`;
}
