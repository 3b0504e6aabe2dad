/** JUnit as a consumer finds it, for the tests. */
import { create } from 'xmlbuilder2';

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

type Node = ReturnType<typeof create>['node'];
type Element = Node & {
  getAttribute(name: string): string | null;
  attributes: Iterable<{ name: string; value: string }>;
};

const elements = (node: Node, name?: string): Element[] =>
  [...(node.childNodes as Iterable<Node>)]
    .filter(({ nodeName }) => !nodeName.startsWith('#') && (name === undefined || nodeName === name))
    .map((child) => child as Element);

const attribute = (element: Element, name: string): string => element.getAttribute(name) ?? '';

const counts = (element: Element): Record<string, number> =>
  Object.fromEntries(
    [...element.attributes]
      .filter(({ value }) => /^\d+$/.test(value))
      .map(({ name, value }) => [name, Number(value)]),
  );

function readCase(suite: string, element: Element): ReadCase {
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
            element: verdict.nodeName,
            type: verdict.getAttribute('type'),
            message: verdict.getAttribute('message'),
            body: verdict.textContent ?? '',
          },
  };
}

/** Reads a file; anything but one level of suites is an error. */
export function readJunit(xml: string): ReadJunit {
  const root = create(xml).root().node as Element;
  if (root.nodeName !== 'testsuites') throw new Error(`the root is ${root.nodeName}`);
  const suites = elements(root, 'testsuite').map((suite) => {
    if (elements(suite, 'testsuite').length > 0) throw new Error('a suite in a suite');
    const name = attribute(suite, 'name');
    const properties = elements(suite, 'properties').flatMap((all) => elements(all, 'property'));
    return {
      cases: elements(suite, 'testcase').map((one) => readCase(name, one)),
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
