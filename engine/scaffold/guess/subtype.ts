import type { Draft, TypeMember } from '../draft.ts';
import { ADDRESS } from './kinds.ts';
import { expression, flowTable, jsonataPath, jsonataWord, scalar } from '../write/yaml.ts';

/** The lines of `let`, `subtype` and `value` of a report entry. */
export interface SubjectLines {
  readonly let: string | undefined;
  readonly subtype: readonly string[];
  readonly value: string;
}

const PORT = "/^(\\d+\\.\\d+\\.\\d+\\.\\d+):\\d+$/, '$1'";

/** The value as an expression: as it was before it was defanged, and without its port. */
const textOf = ({ value, defanged, withPorts }: Draft): string => {
  const bare = jsonataPath(value.path);
  const plain = defanged ? `$refang(${bare})` : bare;
  return withPorts ? `$replace(${plain}, ${PORT})` : plain;
};

/** The value in its canonical spelling where some are addresses. */
const canonical = (draft: Draft): string =>
  draft.kinds.includes(ADDRESS) ? `$ip(${textOf(draft)}) ?? ${textOf(draft)}` : textOf(draft);

/**
 * How the value becomes an object's value and subtype: as the records' own words for their kind say, literal where the sample has one
 * kind only, else tested one by one. `isAlone`: the feed may have a `let` for it.
 */
export const subjectLines = (draft: Draft, isAlone: boolean): SubjectLines => {
  const bare = jsonataPath(draft.value.path);
  const path = draft.defanged ? `$refang(${bare})` : bare;
  const { spare, typeMember } = draft;
  const first = spare === undefined ? path : `$first(${path}, ${jsonataPath(spare.path)})`;
  const plain = { let: undefined, value: expression(first) };
  if (draft.type !== 'indicator') return { ...plain, subtype: [] };
  if (draft.subtype !== undefined) return { ...plain, subtype: [`subtype: ${scalar(draft.subtype)}`] };
  const table = typeMember === undefined ? undefined : tableLines(typeMember, textOf(draft));
  if (table !== undefined) return { let: undefined, subtype: table, value: expression(canonical(draft)) };
  const [only, ...more] = draft.kinds;
  if (only === undefined) return { ...plain, subtype: [`subtype: ${saidSubtype(typeMember) ?? 'String'}`] };
  if (more.length === 0 && !draft.others && !draft.withPorts)
    return only === ADDRESS
      ? { let: undefined, subtype: [`subtype: ${expression(`$ip_type(${path})`)}`], value: expression(`$ip(${path})`) }
      : { ...plain, subtype: [`subtype: ${only.subtype}`] };
  const text = draft.defanged ? `$trim($refang($string(${bare})))` : `$trim($string(${bare}))`;
  const subject = draft.withPorts ? `$replace(${text}, ${PORT})` : text;
  const at = (what: string): string => expression(isAlone ? what : `($subject := ${subject}; ${what})`);
  return {
    let: isAlone ? expression(subject) : undefined,
    subtype: [`subtype: ${at(tests(draft))}`],
    value: at('$ip($subject) ?? $subject'),
  };
};

const tests = ({ kinds }: Draft): string => {
  const patterns = kinds.flatMap(({ subtype, pattern }) =>
    pattern === undefined ? [] : [`$contains($subject, ${String(pattern)}) ? '${subtype}' : `],
  );
  return `$indicator_type($subject) ?? ${patterns.length === 0 ? "'String'" : `(${patterns.join('')}'String')`}`;
};

/** What the one word says of a value that shows nothing itself. */
const saidSubtype = (member: TypeMember | undefined): string | undefined =>
  member === undefined ? undefined : [...member.words.values()].find(({ subtype }) => subtype !== undefined)?.subtype;

/** A table from the records' words to subtypes; undefined where the values alone say as much. */
const tableLines = ({ column, words }: TypeMember, text: string): readonly string[] | undefined => {
  const all = [...words];
  const byValue = all.filter(([, { subtype }]) => subtype === undefined);
  if (all.length < 2 || byValue.length === all.length) return undefined;
  const type = jsonataPath(column.path);
  const list = byValue.map(([word]) => jsonataWord(word));
  const of =
    list.length === 0
      ? type
      : `${type} ${list.length === 1 ? `= ${list.join()}` : `in [${list.join(', ')}]`} ? $indicator_type(${text}) : ${type}`;
  const shown = [...new Set(byValue.flatMap(([, { kinds }]) => kinds))];
  const table = Object.fromEntries([
    ...shown.map((kind) => [kind, kind] as const),
    ...all.flatMap(([word, { subtype }]) => (subtype === undefined ? [] : [[word, subtype] as const])),
  ]);
  return ['subtype:', `  of: ${expression(of)}`, `  table: ${flowTable(table)}`, '  else: skip'];
};
