import { isData, type Strand } from './strand.ts';

type Path = readonly string[];

/** Names with dots between them. */
export const pathText = (path: Path): string => path.map(nameText).join('.');

/** As an expression writes it, so that its dots can be told from those between names. */
const nameText = (name: string): string => (/^[\w*<>/@-]+$/.test(name) ? name : `\`${name}\``);

/** The last name of a path, for notes that stand beside it. */
export const lastName = (path: Path): string => nameText(path.at(-1) ?? '');

/** Paths that differ in one name as one: `detail.<addedDate/postedDate>`. */
export const groupedPaths = (paths: readonly Path[]): readonly Path[] => {
  const groups: { path: readonly (readonly string[])[] }[] = [];
  for (const path of unique(paths)) {
    const group = groups.find((one) => fits(one.path, path));
    if (group === undefined) groups.push({ path: path.map((name) => [name]) });
    else group.path = group.path.map((names, at) => [...new Set([...names, path[at] ?? ''])]);
  }
  return groups.map(({ path }) => path.map((names) => (names.length === 1 ? (names[0] ?? '') : `<${names.join('/')}>`)));
};

const unique = (paths: readonly Path[]): readonly Path[] => [
  ...new Map(paths.map((path) => [path.join('\u0000'), path])).values(),
];

/** Does it differ from the group in one place at most, and the group from itself nowhere else? */
const fits = (group: readonly Path[], path: Path): boolean => {
  if (group.length !== path.length) return false;
  const several = group.findIndex((names) => names.length > 1);
  const others = path.flatMap((name, at) => (group[at]?.includes(name) === true ? [] : [at]));
  return others.length === 0 || (others.length === 1 && (several < 0 || several === others[0]));
};

/** The data of strands, as few paths as tell it. */
export const dataPaths = (strands: readonly Strand[]): readonly Path[] =>
  groupedPaths(strands.filter(isData).map(({ origin }) => [origin.call, ...origin.names]));

/** Strands whose data differ in one name become one, so that what is read of each of them is told once. */
export const joinedSiblings = (strands: readonly Strand[]): readonly Strand[] => {
  const data = strands.filter(isData);
  if (data.length < 2 || data.some(({ when, through }) => when.length + through.length > 0)) return strands;
  const grouped = dataPaths(data);
  if (grouped.length === data.length) return strands;
  const rest = strands.filter((strand) => !isData(strand));
  return [
    ...grouped.map(([call = '', ...names]): Strand => ({ origin: { kind: 'data', call, names }, through: [], when: [] })),
    ...rest,
  ];
};
