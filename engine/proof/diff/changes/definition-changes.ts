import type { Action, Feed, Pack, UserField } from '../../../language/model.ts';
import type { Change } from './change.ts';
import type { ChangeId } from './change-kinds.ts';
import { type OptionChange, optionChanges } from './option-changes.ts';

/** What two definitions of a pack say differently of themselves: feeds, actions and options. */
export const definitionChanges = (before: Pack, after: Pack): readonly Change[] => [
  ...(before.name === after.name ? [] : [ofPack('pack.renamed', after.name, before.name, after.name)]),
  ...comingsAndGoings('feed', before.feeds, after.feeds),
  ...comingsAndGoings('action', before.actions, after.actions),
  ...inBoth(before.feeds, after.feeds).flatMap(([old, { name, title }]) =>
    old.title === title ? [] : [{ ...ofPack('feed.title', name, old.title, title), of: name }],
  ),
  ...inBoth(before.actions, after.actions).flatMap(([old, { name, accepts }]) =>
    old.accepts
      .filter((type) => accepts.length > 0 && !accepts.includes(type))
      .map((type) => ({ ...ofPack('action.accepts', type, type, undefined), of: name })),
  ),
  ...options(before, after),
];

const ofPack = (id: ChangeId, what: string, before: string | undefined, after: string | undefined): Change => ({
  id,
  of: undefined,
  what,
  where: undefined,
  before,
  after,
});

interface Titled {
  readonly name: string;
  readonly title: string;
}

const comingsAndGoings = (
  kind: 'feed' | 'action',
  before: ReadonlyMap<string, Titled>,
  after: ReadonlyMap<string, Titled>,
): readonly Change[] => [
  ...[...before.values()]
    .filter(({ name }) => !after.has(name))
    .map(({ name, title }) => ofPack(`${kind}.gone`, name, title, undefined)),
  ...[...after.values()]
    .filter(({ name }) => !before.has(name))
    .map(({ name, title }) => ofPack(`${kind}.new`, name, undefined, title)),
];

const inBoth = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): readonly (readonly [T, T])[] =>
  [...before].flatMap(([name, old]) => {
    const one = after.get(name);
    return one === undefined ? [] : [[old, one] as const];
  });

/** An option that several feeds and actions share changes once, for the pack. */
const options = (before: Pack, after: Pack): readonly Change[] => {
  const pairs = [
    ...inBoth<Feed>(before.feeds, after.feeds).map((pair) => ({ pair, fields: (one: Feed) => one.userFields })),
    ...inBoth<Action>(before.actions, after.actions).map((pair) => ({
      pair,
      fields: (one: Action) => [...one.userFields, ...one.options],
    })),
  ] as readonly { readonly pair: readonly [Feed, Feed]; readonly fields: (one: Feed) => readonly UserField[] }[];
  const all = pairs.flatMap(({ pair: [old, one], fields }) =>
    optionChanges(fields(old), fields(one)).map((change) => ({ change, of: one.name })),
  );
  return [...Map.groupBy(all, ({ change }) => JSON.stringify(change)).values()].map((same): Change => {
    const [{ change, of }] = same as [{ readonly change: OptionChange; readonly of: string }];
    return { ...change, where: undefined, of: same.length === 1 ? of : undefined };
  });
};
