import { parse } from 'csv-parse/sync';
import type { Feed } from '../../../language/model.ts';
import { charsetOf, parsed, type PlainExchange } from '../plain-exchange.ts';

const HEADERS = 'headers.';

/** Paths of the attributes that the definition calls sensitive, where their value is a path and nothing else. */
export const sensitivePaths = ({ report }: Pick<Feed, 'report'>): readonly string[] =>
  report.flatMap(({ attributes }) =>
    attributes.flatMap((one) =>
      one.kind === 'named' &&
      one.sensitive &&
      one.value.kind === 'expr' &&
      /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(one.value.source)
        ? [one.value.source]
        : [],
    ),
  );

/** The values that stand at the paths, anywhere in the bodies: `customer.email` is that member of every `customer`; `headers.name` is a header. */
export const fieldValues = (exchanges: readonly PlainExchange[], paths: readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>();
  const names = paths.filter((path) => path.startsWith(HEADERS)).map((path) => path.slice(HEADERS.length).toLowerCase());
  const members = paths.filter((path) => !path.startsWith(HEADERS)).map((path) => path.split('.'));
  for (const { headers, answerHeaders, json, body } of exchanges) {
    for (const name of names) for (const value of [headers[name] ?? [], answerHeaders[name] ?? []].flat(2)) found.add(value);
    if (members.length === 0) continue;
    walk(json, [], members, found);
    const charset = charsetOf(body);
    if (charset !== undefined) inText(body.toString(charset), members, found);
  }
  found.delete('');
  return found;
};

type Paths = readonly (readonly string[])[];

const inText = (text: string, members: Paths, found: Set<string>): void => {
  const whole = parsed(text);
  if (whole !== undefined) return walk(whole, [], members, found);
  const lines = text.split('\n').map((line) => (line.startsWith('{') ? parsed(line) : undefined));
  if (lines.some((line) => line !== undefined)) return walk(lines, [], members, found);
  if (text.trimStart().startsWith('<')) return inXml(text, members, found);
  inTable(text, members, found);
};

const walk = (node: unknown, path: readonly string[], members: Paths, found: Set<string>): void => {
  if (Array.isArray(node)) return node.forEach((one) => walk(one, path, members, found));
  if (typeof node === 'object' && node !== null)
    return Object.entries(node).forEach(([name, one]) => walk(one, [...path, name], members, found));
  if (typeof node !== 'string' && typeof node !== 'number') return;
  if (members.some((wanted) => endsWith(path, wanted))) found.add(String(node));
};

const endsWith = (path: readonly string[], wanted: readonly string[]): boolean =>
  path.length >= wanted.length && wanted.every((name, at) => path[path.length - wanted.length + at] === name);

const inXml = (text: string, members: Paths, found: Set<string>): void => {
  for (const wanted of members) {
    const name = (wanted.at(-1) ?? '').replaceAll(/[^\w.-]/g, '');
    for (const match of text.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`, 'g'))) found.add(match[1] ?? '');
  }
};

/** A table whose first line that is no remark names the columns. */
const inTable = (text: string, members: Paths, found: Set<string>): void => {
  const columns = members.filter((wanted) => wanted.length === 1).map(([name]) => name ?? '');
  const header = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  const delimiter = [',', ';', '\t', '|'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0] ?? ',';
  const cells = header.split(delimiter).map((cell) => cell.trim().replaceAll('"', ''));
  if (!columns.some((name) => cells.includes(name))) return;
  const options = { columns: cells, delimiter, comment: '#', relax_column_count: true, relax_quotes: true, from: 2 } as const;
  for (const row of parse(text, options) as Readonly<Record<string, string>>[])
    for (const name of columns) if (row[name] !== undefined) found.add(row[name]);
};
