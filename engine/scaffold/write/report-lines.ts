import type { Draft, InnerDraft } from '../draft.ts';
import { attributeLines } from '../guess/members/attributes.ts';
import { tagPath } from '../guess/members/roles.ts';
import { subjectLines, type SubjectLines } from '../guess/subtype.ts';
import type { Column } from '../sample/columns.ts';
import { expression, indent, jsonataPath, jsonataWord, remarks, scalar } from './yaml.ts';

interface Entry {
  readonly name: string;
  readonly draft: Draft;
  /** The condition under which a record, or an element of the list, becomes such an object. */
  readonly when: string | undefined;
  readonly list: Column | undefined;
  readonly related: readonly string[];
  readonly subject: SubjectLines;
}

/** What the records become: the lines of `let` and `report` of a feed. */
export const reportLines = (draft: Draft): readonly string[] => {
  const entries = entriesOf(draft);
  const lets = entries.flatMap(({ subject }) => subject.let ?? []);
  return [
    ...lets.slice(0, 1).flatMap((one) => ['let:', `  subject: ${one}`]),
    ...unknownWords(draft),
    'report:',
    ...entries.flatMap((entry) => indent(2, entryLines(entry))),
  ];
};

const unknownWords = ({ unknownWords: words }: Draft): readonly string[] =>
  remarks('Decide: what becomes of records of these types; they are left out:', words);

/** An entry for each kind of record, and one for each kind of element of its lists. */
const entriesOf = (draft: Draft): readonly Entry[] => {
  const taken = new Set<string>();
  const nameFor = (wish: string): string => {
    const base = /^[a-z]/.test(wish) ? wish : 'object';
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
    taken.add(name);
    return name;
  };
  const alone = draft.byKind.length === 0 && draft.inner.length === 0;
  const kinds = draft.byKind.length === 0 ? [draft] : draft.byKind;
  return kinds.flatMap((kind) => {
    const own = nameFor(entryName(kind, kinds));
    const lists = kind.inner.flatMap((inner) => innerEntries(inner, nameFor));
    return [
      {
        name: own,
        draft: kind,
        when: draft.byKind.length === 0 ? undefined : conditionOf(kind),
        list: undefined,
        related: lists.map(({ name }) => name),
        subject: subjectLines(kind, alone),
      },
      ...lists,
    ];
  });
};

const innerEntries = ({ list, draft }: InnerDraft, nameFor: (wish: string) => string): readonly Entry[] => {
  const kinds = draft.byKind.length === 0 ? [draft] : draft.byKind;
  return kinds.map((kind) => ({
    name: nameFor(entryName(kind, kinds)),
    draft: kind,
    when: draft.byKind.length === 0 ? undefined : conditionOf(kind),
    list,
    related: [],
    subject: subjectLines(kind, false),
  }));
};

/** Its type, or the records' own word for it where several kinds are of one type. */
const entryName = (draft: Draft, all: readonly Draft[]): string => {
  const [word] = draft.typeMember?.words.keys() ?? [];
  const isShared = all.filter(({ type }) => type === draft.type).length > 1;
  if (!isShared || word === undefined) return draft.type;
  return word
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)
    .replace(/^_|_$/g, '');
};

const conditionOf = ({ typeMember }: Draft): string | undefined => {
  if (typeMember === undefined) return undefined;
  const words = [...typeMember.words.keys()].map(jsonataWord);
  return `${jsonataPath(typeMember.column.path)} ${words.length === 1 ? `= ${words.join()}` : `in [${words.join(', ')}]`}`;
};

const entryLines = ({ name, draft, when, list, related, subject }: Entry): readonly string[] => {
  const at = (key: string, column: Column | undefined): readonly string[] =>
    column === undefined || column === draft.value ? [] : [`${key}: ${expression(jsonataPath(column.path))}`];
  const attributes = attributeLines(draft);
  return [
    `${name}:`,
    ...indent(2, [
      ...typeRemarks(draft),
      ...(list === undefined ? (when === undefined ? [] : [`when: ${expression(when)}`]) : eachLines(list, when)),
      `type: ${scalar(draft.type)}`,
      ...subject.subtype,
      ...(list === undefined && when === undefined ? identity(draft) : []),
      `value: ${subject.value}`,
      ...at('title', draft.title),
      ...at('description', draft.description),
      ...at('published_at', draft.published),
      ...at('expires_at', draft.expires),
      ...at('tlp', draft.tlp),
      ...tags(draft),
      ...(attributes.lines.length === 0 ? [] : ['attributes:', ...indent(2, attributes.lines)]),
      ...(related.length === 0 ? [] : [`related: [${related.join(', ')}]`]),
      ...typeLeftOut(draft, subject, when),
      ...attributes.remarks,
    ]),
  ];
};

/** The member with the records' type, where nothing goes by it. */
const typeLeftOut = ({ typeMember }: Draft, { subtype }: SubjectLines, when: string | undefined): readonly string[] =>
  typeMember === undefined || when !== undefined || subtype.length > 1
    ? []
    : remarks('Left out, since the sample has one type only:', [typeMember.column.path.join('.')]);

const eachLines = (list: Column, when: string | undefined): readonly string[] => {
  const each = expression(jsonataPath(list.path));
  return [`each: ${when === undefined ? each : `{ in: ${each}, where: ${expression(when)} }`}`];
};

const typeRemarks = (draft: Draft): readonly string[] => {
  const { kinds, others, typeMember } = draft;
  if (typeMember !== undefined) return [];
  return [
    ...(kinds.length === 0 ? ['# Decide: the type; the values show none.'] : []),
    ...(kinds.length > 0 && others ? ['# Decide: what shows no kind becomes an indicator of type String.'] : []),
    ...(kinds[0]?.subtype === 'CVE' ? ['# Decide: `type: indicator` with `subtype: CVE`, if a CVE is to be an indicator.'] : []),
  ];
};

/** Names and titles are given twice; an id tells such objects apart. */
const identity = ({ key, value, type }: Draft): readonly string[] => {
  const [only, ...more] = key;
  if (type === 'indicator' || type === 'vulnerability' || only === undefined || more.length > 0 || only === value.path) return [];
  return [`identity: ${expression(jsonataPath(only))}`];
};

const tags = ({ tags: column }: Draft): readonly string[] => {
  if (column === undefined) return [];
  const path = jsonataPath(tagPath(column));
  return [`tags: ${expression(column.shape === 'scalar' ? `$values(${path}, ',')` : path)}`];
};
