import type { Answer } from '../../../mock/vendor/answer.ts';
import type { Pack } from '../../../language/model.ts';
import { bytesOf, formatOf, withBytes } from './answer-body.ts';

/** The records of one answer, and the same answer with others. */
export interface FoundRecords {
  readonly records: readonly unknown[];
  readonly rebuilt: (records: readonly unknown[]) => Answer;
}

type Path = readonly string[];

/** The plain paths at which a pack's endpoints say that their records stand. */
export const recordPaths = ({ endpoints }: Pack): readonly Path[] =>
  [...endpoints.values()].flatMap(({ records }) => (records.kind === 'path' && records.count === 'many' ? [records.path] : []));

/** Undefined where the answer has no list of records that can be told. */
export const recordsIn = (answer: Answer, paths: readonly Path[]): FoundRecords | undefined => {
  if (answer.status !== 200) return undefined;
  const bytes = bytesOf(answer);
  switch (formatOf(answer)) {
    case 'json':
      return inJson(answer, (bytes as Buffer).toString('utf8'), paths);
    case 'lines':
      return inLines(answer, (bytes as Buffer).toString('latin1'));
    default:
      return undefined;
  }
};

/** Numbers that JSON.parse would change. */
const LONG_NUMBER = /[:[,\s]-?\d[\d.]{16,}/;

const inJson = (answer: Answer, text: string, paths: readonly Path[]): FoundRecords | undefined => {
  if (LONG_NUMBER.test(text)) return undefined;
  const whole = JSON.parse(text) as unknown;
  const path = paths.find((one) => isList(at(whole, one))) ?? shallowestList(whole);
  if (path === undefined) return undefined;
  return {
    records: at(whole, path) as readonly unknown[],
    rebuilt: (records) => withBytes(answer, Buffer.from(JSON.stringify(replaced(whole, path, records)))),
  };
};

const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((one, name) => (isMap(one) ? one[name] : undefined), value);

const replaced = (value: unknown, [name, ...rest]: Path, records: readonly unknown[]): unknown =>
  name === undefined
    ? records
    : { ...(value as object), [name]: replaced((value as Record<string, unknown>)[name], rest, records) };

const MAX_DEPTH = 4;

const shallowestList = (whole: unknown): Path | undefined => {
  let level: readonly (readonly [Path, unknown])[] = [[[], whole]];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const lists = level.filter(([, value]) => isList(value));
    const longest = lists.toSorted(([, a], [, b]) => (b as unknown[]).length - (a as unknown[]).length)[0];
    if (longest !== undefined) return longest[0];
    level = level.flatMap(([path, value]) =>
      isMap(value) ? Object.entries(value).map(([name, inner]) => [[...path, name], inner] as const) : [],
    );
  }
  return undefined;
};

/** A line that is none of the records: a comment, or the names of the columns, which are taken to be the first line of a table. */
const isComment = (line: string): boolean => line.trim() === '' || /^\s*[#;!/"']?\s*#|^\s*[;#!]|^\s*\/\//.test(line);

const inLines = (answer: Answer, text: string): FoundRecords | undefined => {
  const lines = text.split('\n');
  const indexes = lines.flatMap((line, index) => (isComment(line) ? [] : [index]));
  // The first may hold the names of columns; where it is a record, one less is touched.
  const own = indexes.slice(1);
  const [from, to] = [own[0], own.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  return {
    records: own.map((index) => lines[index]),
    rebuilt: (records) =>
      withBytes(answer, Buffer.from([...lines.slice(0, from), ...records, ...lines.slice(to + 1)].join('\n'), 'latin1')),
  };
};
