import { type ChangeId, LEVELS, type Level, levelOf } from './change-kinds.ts';

/** One thing that differs; its texts hold neither secrets nor values of sensitive attributes. */
export interface Change {
  readonly id: ChangeId;
  /** The feed or action; undefined: the pack itself. */
  readonly of: string | undefined;
  /** The name of the option, attribute or field, the type of the object, the method of the request. */
  readonly what: string;
  /** Which object, or which step of a case. */
  readonly where: string | undefined;
  /** Undefined: there was none. */
  readonly before: string | undefined;
  /** Undefined: there is none. */
  readonly after: string | undefined;
}

export type Example = Pick<Change, 'where' | 'before' | 'after'>;

/** Changes of one kind to one thing. */
export interface ChangeGroup extends Pick<Change, 'id' | 'of' | 'what'> {
  readonly level: Level;
  readonly pack: string;
  /** How many there are, each counted once, in however many cases it shows. */
  readonly count: number;
  /** Files of the cases that show it, complete paths; none where the definitions alone say it. */
  readonly cases: readonly string[];
  /** The first of them. */
  readonly examples: readonly Example[];
}

/** What was found in one case, or in the definitions alone. */
export interface Found {
  readonly pack: string;
  readonly file: string | undefined;
  readonly changes: readonly Change[];
}

/** Examples that are kept of a group. */
const MOST_EXAMPLES = 20;

/** Changes by pack, level, kind and what they are about. */
export const grouped = (found: readonly Found[]): readonly ChangeGroup[] => {
  const all = found.flatMap(({ pack, file, changes }) => changes.map((change) => ({ pack, file, change })));
  const groups = Map.groupBy(all, ({ pack, change: { id, of, what } }) => JSON.stringify([pack, id, of, what]));
  return [...groups.values()]
    .map((members): ChangeGroup => {
      const [{ pack, change }] = members as [(typeof members)[number]];
      const { id, of, what } = change;
      const examples = new Map(
        members.map(({ change: { where, before, after } }) => [JSON.stringify([where, before, after]), { where, before, after }]),
      );
      const cases = new Set(members.flatMap(({ file }) => file ?? []));
      const shown = [...examples.values()].slice(0, MOST_EXAMPLES);
      return { pack, id, of, what, level: levelOf(id), count: examples.size, cases: [...cases], examples: shown };
    })
    .toSorted(inOrder);
};

const inOrder = (a: ChangeGroup, b: ChangeGroup): number =>
  compare(a.pack, b.pack) ||
  LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
  compare(a.id, b.id) ||
  compare(a.of ?? '', b.of ?? '') ||
  compare(a.what, b.what);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
