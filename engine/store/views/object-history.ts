import { iso } from '../../language/basics/instant.ts';
import { OBJECT_FIELDS } from '../../object/object-fields.ts';
import type { AttributeSaid, ListingPast, ListingState, ListingStep, ObjectPast } from './object-past.ts';

/**
 * `first seen`: by a run that is not known any more. `made`, `listed`, `changed`, `withdrawn`, `returned`: by a run; `said`: what an
 * instance said last, by a run that is not known any more. `expires`, `expired`: the end that a source gives lies ahead, or is over.
 */
export type ObjectEventKind =
  'first seen' | 'made' | 'listed' | 'changed' | 'withdrawn' | 'returned' | 'said' | 'content' | 'expires' | 'expired';

export interface ObjectEvent {
  readonly what: ObjectEventKind;
  /** Ms since epoch. */
  readonly at: number;
  /** Whose word it is; undefined: the object's as a whole. */
  readonly by: Pick<ListingPast, 'feed' | 'instance' | 'partition' | 'source'> | undefined;
  readonly run: string | undefined;
  readonly changes: readonly ObjectChangeView[];
}

/** What something was before and is after it; times are ISO 8601 UTC. */
export interface ObjectChangeView {
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly sensitive: boolean;
}

type By = NonNullable<ObjectEvent['by']>;

const change = (name: string, before: readonly string[], after: readonly string[], sensitive = false): ObjectChangeView => ({
  name,
  before,
  after,
  sensitive,
});

const NO_FIELDS: Partial<ListingState['fields']> = {};

const fieldChanges = (before: ListingState | undefined, after: ListingState | undefined): readonly ObjectChangeView[] =>
  OBJECT_FIELDS.flatMap(({ column, kind }) => {
    const text = (state: ListingState | undefined): readonly string[] => {
      const value = (state?.fields ?? NO_FIELDS)[column] ?? null;
      return value === null ? [] : [kind === 'time' ? iso(Number(value)) : String(value)];
    };
    const [old, now] = [text(before), text(after)];
    return old[0] === now[0] ? [] : [change(column, old, now)];
  });

const attributeChanges = (before: readonly AttributeSaid[], after: readonly AttributeSaid[]): readonly ObjectChangeView[] => {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].toSorted();
  return names.flatMap((name) => {
    const [old, now] = [before, after].map((all) => all.filter((one) => one.name === name));
    const [was, is] = [old ?? [], now ?? []].map((all) => all.map(({ value }) => value).toSorted());
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [
      change(
        name,
        was ?? [],
        is ?? [],
        [...before, ...after].some((one) => one.name === name && one.sensitive),
      ),
    ];
  });
};

const addedBy = ({ value, tags, related, content }: ListingStep): readonly ObjectChangeView[] => [
  ...(value === undefined ? [] : [change('value', [value.before], [value.after])]),
  ...(tags.length === 0 ? [] : [change('tags', [], tags)]),
  ...related.map(({ as = 'related to', type, key }) => change(as, [], [`${type}:${key}`])),
  ...(content === undefined
    ? []
    : [
        change(
          'content',
          content.before === undefined ? [] : [content.before],
          content.after === undefined ? [] : [content.after],
        ),
      ]),
];

const kindOf = ({ made, stood }: ListingStep, after: ListingState | undefined): ObjectEventKind => {
  if (made) return 'made';
  if (stood === undefined) return 'listed';
  const [was, is] = [stood.withdrawnAt !== undefined, after?.withdrawnAt !== undefined];
  if (was === is) return 'changed';
  return is ? 'withdrawn' : 'returned';
};

/** A step of an instance, with what stood after it. */
interface Told {
  readonly by: By;
  readonly step: ListingStep;
  readonly after: ListingState;
  readonly at: number;
}

const toldOf = (listing: ListingPast): readonly Told[] => {
  const { feed, instance, partition, source, steps } = listing;
  let after = listing.now;
  return steps.map((step) => {
    // What changed beside the listing, such as a content that came later, moved nothing in it.
    const at = step.stood !== undefined && step.stood.at === after.at ? step.startedAt : (after.at ?? step.startedAt);
    const told = { by: { feed, instance, partition, source }, step, after, at };
    after = step.stood ?? after;
    return told;
  });
};

/** Where the runs that are known do not reach back to the first word of an instance: when it said what is the oldest that is known. */
const oldestOf = ({ feed, instance, partition, source, now, steps }: ListingPast, firstSeen: number): readonly ObjectEvent[] => {
  const last = steps.at(-1);
  const oldest = last === undefined ? now : last.stood;
  if (oldest?.at === undefined || oldest.at <= firstSeen) return [];
  const what = oldest.withdrawnAt === undefined ? 'said' : 'withdrawn';
  return [{ what, at: oldest.at, by: { feed, instance, partition, source }, run: undefined, changes: [] }];
};

const endOf = ({ feed, instance, partition, source, now: stands }: ListingPast, now: number): readonly ObjectEvent[] => {
  const at = stands.fields.expires_at;
  if (at === null || stands.withdrawnAt !== undefined) return [];
  const what = at <= now ? 'expired' : 'expires';
  return [{ what, at, by: { feed, instance, partition, source }, run: undefined, changes: [] }];
};

/** What is known of an object's past, the latest first; ends that lie ahead before all else. */
export const historyOf = (past: ObjectPast, now: number): readonly ObjectEvent[] => {
  const { firstSeen, listings, content } = past;
  const attributes = new Map(listings.map(({ source, attributes: said }) => [source, said]));
  // Several instances of one source change the same attributes: what was after a step is what was before the next.
  const told = listings.flatMap(toldOf).toSorted((a, b) => b.at - a.at);
  const events = told.map(({ by, step, after, at }): ObjectEvent => {
    const said = attributes.get(by.source) ?? [];
    if (step.attributes !== undefined) attributes.set(by.source, step.attributes);
    const what = kindOf(step, after);
    const isNew = what === 'made' || what === 'listed';
    const changes = [
      ...(isNew ? [] : fieldChanges(step.stood, after)),
      ...(step.attributes === undefined ? [] : attributeChanges(step.attributes, said)),
      ...addedBy(step),
    ];
    return { what, at, by, run: step.run, changes };
  });
  const isContentTold = told.some(({ step }) => step.content?.after === content?.sha256);
  return [
    ...events,
    ...listings.flatMap((listing) => [...oldestOf(listing, firstSeen), ...endOf(listing, now)]),
    ...(content === undefined || isContentTold
      ? []
      : [{ what: 'content', at: content.at, by: undefined, run: undefined, changes: [] } as const]),
    ...(events.some(({ what }) => what === 'made')
      ? []
      : [{ what: 'first seen', at: firstSeen, by: undefined, run: undefined, changes: [] } as const]),
  ].toSorted((a, b) => b.at - a.at);
};
