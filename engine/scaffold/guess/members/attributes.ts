import { lastName, otherMembers, type Column } from '../../sample/columns.ts';
import type { Draft } from '../../draft.ts';
import { isDate } from '../dates.ts';
import { listMembersOf, listName } from './list-members.ts';
import { nameByPath, titleCase } from '../names.ts';
import { nameValueOf, type NameValue } from './name-value.ts';
import { isUsed } from './roles.ts';
import { isChanging, singular } from '../words.ts';
import { expression, jsonataPath, remarks, scalar } from '../../write/yaml.ts';

const MOST = 80;

/** The lines below `attributes:`, and remarks on what none of them holds. */
export interface AttributeLines {
  readonly lines: readonly string[];
  readonly remarks: readonly string[];
}

interface Attribute {
  /** The likeliest name first. */
  readonly names: readonly string[];
  readonly value: string;
  readonly isChanging: boolean;
}

/** An attribute for each member that an entry makes nothing else of. */
export const attributeLines = (draft: Draft): AttributeLines => {
  const inner = draft.inner.map(({ list }) => list);
  const isFree = (column: Column): boolean =>
    ![draft.value, draft.typeMember?.column, ...inner, ...draft.redundant].includes(column) && !isUsed(draft, column);
  const tags = draft.tags?.shape === 'objects' ? (listMembersOf(draft.tags)?.leftOut ?? []) : [];
  const others = otherMembers(draft.records, draft.columns);
  const { lines, remarks: own } = memberLines(draft.columns.filter(isFree), { root: '', taken: [] });
  return {
    lines,
    remarks: [
      ...remarks('Left out, since others say the same:', draft.redundant.map(dotted)),
      ...own,
      ...remarks(
        'Left out of the tags:',
        tags.map((path) => path.join('.')),
      ),
      ...remarks('Decide: left out beside so many others:', others.more),
      ...remarks('Left out, since the sample has no value for them:', others.blank),
    ],
  };
};

/** Where the members stand, and which names are taken already. */
interface Place {
  readonly root: string;
  readonly taken: readonly string[];
}

/** An attribute for each of these members of the records. */
export const memberLines = (columns: readonly Column[], { root, taken }: Place): AttributeLines => {
  const pairs = columns.flatMap((column) => nameValueOf(column) ?? []);
  const lists = columns.filter((column) => column.shape === 'objects' && !pairs.some(({ list }) => list === column));
  const attributes = columns.flatMap((column) =>
    column.shape === 'objects' ? (lists.includes(column) ? ofList(column, root) : []) : [ofMember(column, root)],
  );
  const lost = lists.filter((column) => listMembersOf(column) === undefined);
  const dropped = lists.flatMap((column) => listMembersOf(column)?.leftOut ?? []);
  const names = new Set<string>(taken);
  return {
    lines: [...attributes.slice(0, MOST).map((one) => lineOf(one, names)), ...fromLines(pairs, root)],
    remarks: [
      ...remarks(
        'Left out of the lists of maps:',
        dropped.map((path) => path.join('.')),
      ),
      ...remarks('Decide: left out is what no attribute holds as it is:', lost.map(dotted)),
      ...remarks(
        'Decide: left out beside so many others:',
        attributes.slice(MOST).flatMap((one) => one.names[0] ?? []),
      ),
    ],
  };
};

const dotted = ({ path }: Column): string => path.join('.');

const lineOf = ({ names, value, isChanging: changes }: Attribute, taken: Set<string>): string => {
  const free = names.filter((name) => name !== '');
  const base = free[0] ?? 'Member';
  const name = free.find((one) => !taken.has(one)) ?? numbered(base, taken);
  taken.add(name);
  return `${scalar(name)}: ${changes ? `{ value: ${value}, rule: update }` : value}`;
};

const numbered = (base: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
};

const ofMember = (column: Column, root: string): Attribute => {
  const { path, shape, isFlag } = column;
  const isTime = isDate(column);
  const at = root + jsonataPath(path);
  const told = shape === 'list' ? [...path.slice(0, -1), singular(path.at(-1) ?? '')] : path;
  const short = nameByPath(told);
  return {
    names: [short, titleCase(told.join(' '))],
    value: expression(isTime ? `$iso(${at})` : at),
    isChanging: isTime || isFlag || (shape === 'scalar' && (isChanging(short) || isChanging(lastName({ path })))),
  };
};

/** What names the elements under the name of the list, and what else says something of them under both names. */
const ofList = (column: Column, root: string): readonly Attribute[] => {
  const members = listMembersOf(column);
  if (members === undefined) return [];
  const { naming, others } = members;
  const base = listName(column.path);
  const one = [...base.slice(0, -1), singular(base.at(-1) ?? '')];
  const attribute = (member: readonly string[], names: readonly string[]): Attribute => ({
    names: [...names, titleCase([...column.path, ...member].join(' '))],
    value: expression(root + jsonataPath([...column.path, ...member])),
    isChanging: false,
  });
  return [
    ...(naming === undefined ? [] : [attribute(naming, [nameByPath(one)])]),
    ...others.map((member) => attribute(member, [titleCase([one.at(-1) ?? '', ...member.map(singular)].join(' '))])),
  ];
};

const fromLines = (pairs: readonly NameValue[], root: string): readonly string[] => {
  const [first, ...more] = pairs.map(
    ({ list, name, value }) =>
      `{ each: ${expression(root + jsonataPath(list.path))}, name: ${expression(jsonataPath([name]))}, value: ${expression(jsonataPath([value]))} }`,
  );
  if (first === undefined) return [];
  return more.length === 0 ? [`from: ${first}`] : ['from:', ...[first, ...more].map((one) => `  - ${one}`)];
};
