import {
  boolean,
  choice,
  described,
  expr,
  list,
  map,
  number,
  object,
  text,
  treeMap,
  value,
} from '../../engine/language/basics/shape.ts';
import { tableCell } from '../../engine/language/basics/common-shapes.ts';
import type { Shape } from '../../engine/language/basics/shape.ts';
import { requestOption } from '../../engine/language/endpoint/request.ts';
import type { ComponentInfo, SourceFacts, Vocabulary } from '../../engine/language/basics/vocabulary.ts';

const component = (name: string, options: Shape<unknown>, stage?: 'bytes' | 'records'): ComponentInfo => ({
  name,
  summary: `The component ${name}.`,
  options,
  example: `kind: ${name}`,
  ...(stage === undefined ? {} : { stage }),
});

const functions = [
  'epoch',
  'exists',
  'values',
  'num',
  'ip',
  'ip_type',
  'not',
  'attribute',
  'header',
  'link',
  'lowercase',
  'map',
  'filter',
  'first',
  'lines',
  'now',
  'count',
  'iso',
  'trim',
  'append',
  'string',
  'exists',
  'plus',
  'split',
  'date',
];
const helpers = ['time', 'trim', 'lower'];

const brackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Strings and comments become blanks, so that what is left can be searched. */
const blanked = (source: string): string =>
  source.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\*[^]*?\*\/|`[^`]*`/g, (part) => ' '.repeat(part.length));

const unbalanced = (source: string): number | undefined => {
  const open: string[] = [];
  for (const [index, char] of [...source].entries()) {
    if ('([{'.includes(char)) open.push(char);
    else if (brackets[char] !== undefined && open.pop() !== brackets[char]) return index;
  }
  return open.length > 0 ? source.length : undefined;
};

/** Enough of an expression's front end for the loader's tests: names by their sign, brackets as syntax. */
const expression = (source: string): SourceFacts => {
  const plain = blanked(source);
  const offset = unbalanced(plain);
  if (offset !== undefined)
    return { error: { code: 'expression.syntax', message: 'The brackets do not match.', offset }, variables: [], functions: [] };
  const bound = new Set([...plain.matchAll(/\$(\w+)\s*:=|function\(\$(\w+)/g)].map((match) => match[1] ?? match[2]));
  const names = [...plain.matchAll(/\$([A-Za-z_]\w*)((?:\.\w+)*)(\s*\()?/g)].filter((match) => !bound.has(match[1]));
  return {
    variables: names
      .filter((match) => match[3] === undefined)
      .map((match) => ({ name: match[1] ?? '', path: (match[2] ?? '').split('.').slice(1), offset: match.index })),
    functions: names
      .filter((match) => match[3] !== undefined && match[2] === '')
      .map((match) => ({ name: match[1] ?? '', offset: match.index })),
  };
};

const template = (source: string): SourceFacts => {
  const open = source.lastIndexOf('{{');
  if (open >= 0 && !source.includes('}}', open))
    return {
      error: { code: 'template.syntax', message: 'The braces are not closed.', offset: open },
      variables: [],
      functions: [],
    };
  const variables: SourceFacts['variables'][number][] = [];
  const called: SourceFacts['functions'][number][] = [];
  for (const { 1: inside = '', index } of source.matchAll(/\{\{([^}]*)\}\}/g)) {
    for (const match of inside.matchAll(/@(\w+)((?:\.\w+)*)/g))
      variables.push({ name: match[1] ?? '', path: (match[2] ?? '').split('.').slice(1), offset: index + 2 + match.index });
    const call = /^\s*(\w+)\s+\S/.exec(inside);
    if (call !== null) called.push({ name: call[1] ?? '', offset: index + 2 });
  }
  return { variables, functions: called };
};

const csv = object({}, { header: boolean(), trim: boolean(), delimiter: text({ maxLength: 1 }) });

/** Stands in for the rooms to the right of the language. */
export const vocabulary: Vocabulary = {
  expression,
  template,
  functions,
  templateFunctions: helpers,
  decoders: {
    auto: component('auto', object({}, { csv }), 'records'),
    bytes: component('bytes', object({}, {}), 'records'),
    csv: component('csv', csv, 'records'),
    gzip: component('gzip', object({}, {}), 'bytes'),
    json: component('json', object({}, {}), 'records'),
  },
  auth: {
    none: component('none', object({}, {})),
    api_key: component('api_key', object({ in: text(), name: text(), value: value() }, {})),
    bearer: component('bearer', object({ token: value() }, {})),
    session: component(
      'session',
      object({ login: requestOption(), token: expr(), headers: treeMap() }, { renew_on: list(number()) }),
    ),
  },
  paginators: {
    cursor: {
      ...component('cursor', object({ token: expr() }, { size: described(number({ minimum: 1 }), 'Records a page.', 100) })),
      sends: ['token'],
    },
  },
  states: {
    token: component('token', object({ of: expr() }, {})),
    unchanged: component('unchanged', object({ by: text() }, {})),
  },
  formats: {
    shapes: {
      name: 'shapes',
      summary: 'Objects as shapes.',
      objects: { shape: described(choice('round', 'square'), 'Its shape.'), colour: described(text(), 'Its colour.') },
      attributes: { part: described(choice('edge', 'corner'), 'Its part.') },
      relations: { line: described(text(), 'The line between.') },
      target: 'shape',
      vocabularies: { colours: described(map(tableCell()), 'Colours.') },
      example: 'objects: [{ type: malware, shape: round }]',
    },
  },
};
