/** A value put into a text of YAML where nothing else of the text moves: neither comments nor spelling, neither order nor lines. */
import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isScalar, parseDocument, stringify, type Pair, type YAMLMap } from 'yaml';
import { UsageError } from '../../../language/basics/errors.ts';

/** A line that is longer is written in several. */
const LONGEST = 100;

export type PlainValue = string | number | boolean | null | readonly PlainValue[] | { readonly [name: string]: PlainValue };

const refused = (path: readonly string[]): UsageError =>
  new UsageError(
    'config.not-editable',
    `\`${path.join('.')}\` stands in the configuration in a way that can only be changed by hand.`,
    {
      hint: 'It may be an alias, a merge or a value with a tag: change the file in an editor.',
    },
  );

/** In a line, and so that it may stand within braces. */
const inLine = (value: PlainValue): string => {
  if (typeof value === 'string' && /[\n\r]/.test(value)) return JSON.stringify(value);
  const text = stringify([value], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
  return text.slice(1, -1).trim();
};

const nested = (path: readonly string[], value: PlainValue): PlainValue =>
  path.toReversed().reduce((inner, name): PlainValue => ({ [name]: inner }), value);

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
};

const newLine = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Where a node ends, without the blanks and lines behind it. */
const endOf = (text: string, from: number, to: number): number => from + text.slice(from, to).trimEnd().length;

const rangeOf = (node: unknown): readonly [number, number] | undefined => {
  const range = isNode(node) ? node.range : undefined;
  return range === undefined || range === null ? undefined : [range[0], range[1]];
};

const lastEnd = (text: string, { key, value }: Pair): number => {
  const [from, to] = rangeOf(value) ?? rangeOf(key) ?? [0, 0];
  const [start] = rangeOf(key) ?? [from];
  return endOf(text, start, Math.max(to, rangeOf(key)?.[1] ?? 0));
};

/** As lines of a map whose keys stand so far to the right. */
const linesOf = (name: string, value: PlainValue, indent: string): string => {
  const short = `${inLine(name)}: ${inLine(value)}`;
  if (indent.length + short.length <= LONGEST || typeof value !== 'object') return short;
  return stringify({ [name]: value }, { lineWidth: 0 })
    .trimEnd()
    .replaceAll('\n', `\n${indent}`);
};

const inserted = (text: string, map: YAMLMap, name: string, value: PlainValue): string => {
  const last = map.items.at(-1);
  const [start, end] = rangeOf(map) ?? [0, 0];
  if (map.flow === true) {
    const pair = `${inLine(name)}: ${inLine(value)}`;
    if (last === undefined) return `${text.slice(0, start)}{ ${pair} }${text.slice(end)}`;
    const at = lastEnd(text, last);
    return `${text.slice(0, at)}, ${pair}${text.slice(at)}`;
  }
  const [first = 0] = rangeOf(map.items[0]?.key) ?? [];
  const indent = text.slice(text.lastIndexOf('\n', first - 1) + 1, first).replaceAll(/\S/g, ' ');
  const at = lineEnd(text, last === undefined ? start : lastEnd(text, last));
  const lines = linesOf(name, value, indent).replaceAll('\n', newLine(text));
  return `${text.slice(0, at)}${newLine(text)}${indent}${lines}${text.slice(at)}`;
};

const replaced = (text: string, { key, value: old }: Pair, value: PlainValue): string => {
  const [start, end] = rangeOf(old) ?? [0, 0];
  const [, keyEnd = 0] = rangeOf(key) ?? [];
  if (end > start) return `${text.slice(0, start)}${inLine(value)}${text.slice(endOf(text, start, end))}`;
  const at = text.indexOf(':', keyEnd) + 1;
  return `${text.slice(0, at)} ${inLine(value)}${text.slice(at)}`;
};

/** `key:` with nothing behind it: what belongs to it comes beneath. */
const filled = (text: string, pair: Pair, path: readonly string[], value: PlainValue): string => {
  const [first = 0, keyEnd = 0] = rangeOf(pair.key) ?? [];
  const indent = `${text.slice(text.lastIndexOf('\n', first - 1) + 1, first).replaceAll(/\S/g, ' ')}  `;
  const [name = '', ...rest] = path;
  const at = lineEnd(text, keyEnd);
  return `${text.slice(0, at)}${newLine(text)}${indent}${linesOf(name, nested(rest, value), indent)}${text.slice(at)}`;
};

const edited = (text: string, path: readonly string[], value: PlainValue): string => {
  const document = parseDocument(text);
  let node: unknown = document.contents;
  if (node === null || (isScalar(node) && node.value === null)) {
    const before = text === '' || text.endsWith('\n') ? text : `${text}${newLine(text)}`;
    const [name = '', ...rest] = path;
    return `${before}${stringify({ [name]: nested(rest, value) }, { lineWidth: 0 })}`;
  }
  for (const [index, name] of path.entries()) {
    if (!isMap(node)) throw refused(path);
    const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    const rest = path.slice(index + 1);
    if (pair === undefined) return inserted(text, node, name, nested(rest, value));
    if (rest.length === 0) return replaced(text, pair, value);
    const [start = 0, end = 0] = rangeOf(pair.value) ?? [];
    if (isScalar(pair.value) && pair.value.value === null)
      return node.flow === true || end > start ? replaced(text, pair, nested(rest, value)) : filled(text, pair, rest, value);
    node = pair.value;
  }
  throw refused(path);
};

const read = (text: string): unknown => {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
};

const put = (within: unknown, [name = '', ...rest]: readonly string[], value: PlainValue): unknown => ({
  ...(within as object),
  [name]: rest.length === 0 ? value : put((within as Readonly<Record<string, unknown>> | null)?.[name], rest, value),
});

/** The text with the value at this path. Throws UsageError where that can't be done without changing something else. */
export const putIn = (text: string, path: readonly string[], value: PlainValue): string => {
  const after = edited(text, path, value);
  if (!isDeepStrictEqual(read(after), put(read(text), path, value))) throw refused(path);
  return after;
};
