/** JUnit as a consumer finds it, for the tests: read by a strict parser that has nothing to do with what wrote it. */
import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml';

export interface ReadCase {
  suite: string;
  classname: string;
  name: string;
  time: number;
  /** The one element inside, if any: its name, attributes and text. */
  verdict: { element: string; type: string | null; message: string | null; body: string } | null;
}

export interface ReadSuite {
  name: string;
  file: string;
  counts: Record<string, number>;
  properties: Record<string, string>;
}

export interface ReadJunit {
  counts: Record<string, number>;
  suites: ReadSuite[];
  cases: ReadCase[];
}

/** The elements inside. Text beside them is layout only, or an error. */
function elements({ name, children }: XmlElement): XmlElement[] {
  return children.flatMap((child) => {
    if (child instanceof XmlElement) return [child];
    if (child instanceof XmlText && child.text.trim() === '') return [];
    throw new Error(`${child.type} in ${name}`);
  });
}

const named = (name: string, all: readonly XmlElement[]) => all.filter((one) => one.name === name);

const attribute = ({ attributes }: XmlElement, name: string): string => attributes[name] ?? '';

const counts = ({ attributes }: XmlElement): Record<string, number> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => /^\d+$/.test(value))
      .map(([name, value]) => [name, Number(value)]),
  );

function readCase(suite: string, element: XmlElement): ReadCase {
  const inside = elements(element);
  if (inside.length > 1) throw new Error(`${inside.length} elements in a test case`);
  const [verdict] = inside;
  return {
    suite,
    classname: attribute(element, 'classname'),
    name: attribute(element, 'name'),
    time: Number(attribute(element, 'time')),
    verdict:
      verdict === undefined
        ? null
        : {
            element: verdict.name,
            type: verdict.attributes.type ?? null,
            message: verdict.attributes.message ?? null,
            body: verdict.text,
          },
  };
}

/**
 * Reads a file.
 * @throws Error for anything but well-formed XML with one level of suites
 */
export function readJunit(xml: string): ReadJunit {
  const { root } = parseXml(xml);
  if (root?.name !== 'testsuites') throw new Error(`the root is ${root?.name}`);
  const suites = named('testsuite', elements(root)).map((suite) => {
    const inside = elements(suite);
    if (named('testsuite', inside).length > 0) throw new Error('a suite in a suite');
    const name = attribute(suite, 'name');
    const properties = named('properties', inside).flatMap((all) => named('property', elements(all)));
    return {
      cases: named('testcase', inside).map((one) => readCase(name, one)),
      suite: {
        name,
        file: attribute(suite, 'file'),
        counts: counts(suite),
        properties: Object.fromEntries(
          properties.map((one) => [attribute(one, 'name'), attribute(one, 'value')]),
        ),
      },
    };
  });
  return {
    counts: counts(root),
    suites: suites.map(({ suite }) => suite),
    cases: suites.flatMap(({ cases }) => cases),
  };
}
