import type { Pack } from '../../language/model.ts';
import { sidesOf, sidesOfPack } from './definition-sides.ts';
import type { Hits } from './hits.ts';
import type { Side } from './side.ts';

export interface Count {
  readonly covered: number;
  readonly total: number;
}

/** What is counted; the sides of filters are among the branches as well. */
export const COUNTED = ['expressions', 'values', 'branches', 'filters', 'outcomes', 'supplemental', 'options'] as const;

export type Measured = Readonly<Record<(typeof COUNTED)[number], Count>>;

/** What the cases of a definition have taken of it. */
export interface DefinitionCoverage extends Measured {
  readonly pack: string;
  readonly file: string;
  /** `wrong`: it can't be used as it is. */
  readonly state: 'tested' | 'untested' | 'wrong';
  /** Its feeds and actions, where it has several; what they share counts for none of them. */
  readonly parts: readonly (Measured & { readonly name: string })[];
  /** In the order of their places. */
  readonly uncovered: readonly Side[];
}

/** 0 where no case has run, 100 where nothing is left. */
export const percentOf = ({ state, branches }: Pick<DefinitionCoverage, 'state' | 'branches'>): number =>
  state === 'tested' ? (branches.total === 0 ? 100 : (100 * branches.covered) / branches.total) : 0;

export const measurePack = (pack: Pack, file: string, hits: Hits): DefinitionCoverage => {
  const own = hits[file];
  const isTaken = ({ keys }: Side): boolean => keys.some((key) => own?.[key] !== undefined);
  const sides = sidesOfPack(pack);
  const parts = [...pack.feeds, ...pack.actions];
  return {
    pack: pack.name,
    file,
    state: own === undefined ? 'untested' : 'tested',
    ...measure(sides, isTaken),
    parts: parts.length < 2 ? [] : parts.map(([name, part]) => ({ name, ...measure(sidesOf(part), isTaken) })),
    uncovered: sides.filter((side) => !isTaken(side)),
  };
};

export const measure = (sides: readonly Side[], isTaken: (side: Side) => boolean): Measured => {
  const count = (...kinds: readonly Side['kind'][]): Count => {
    const all = sides.filter(({ kind }) => kinds.includes(kind));
    return { covered: all.filter(isTaken).length, total: all.length };
  };
  return {
    expressions: count('expression'),
    values: count('value'),
    branches: count('branch', 'filter'),
    filters: count('filter'),
    outcomes: count('outcome'),
    supplemental: count('supplemental'),
    options: count('option'),
  };
};
