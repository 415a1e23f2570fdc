/** What a store in memory shows: objects as they are printed, and one hash over all that it says. */
import type { AttributeView } from '../../engine/store/views/object-parts.ts';
import type { ObjectView, RelatedView } from '../../engine/store/views/object-view.ts';
import { createHash } from 'node:crypto';
import { identityText } from '../../engine/object/mapped-object.ts';
import { EXPIRED } from '../../engine/object/object-status.ts';
import type { RefRelation } from '../../engine/staging/staged-rows.ts';
import type { KeptListing, KeptObject, MemoryData } from './memory-data.ts';

/** In the order of a database: by bytes. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const inOrder = <T>(all: Iterable<T>, textOf: (one: T) => string): T[] =>
  [...all].toSorted((a, b) => byBytes(textOf(a), textOf(b)));

const iso = (ms: number): string => new Date(ms).toISOString();

export const objectsInOrder = ({ objects }: MemoryData): KeptObject[] =>
  inOrder(objects.values(), ({ type, subtype, key }) => [type, subtype, key].join('\0'));

const withRef = ({ objects }: MemoryData, source: number, ref: string): KeptObject[] =>
  [...objects.values()].filter(({ refs }) => refs.get(source)?.has(ref) === true);

interface Relation {
  readonly from: KeptObject;
  readonly to: KeptObject;
  readonly as: string | undefined;
}

/** Those of which both ends have come. */
function* relationsOf(data: MemoryData): Generator<Relation, void> {
  for (const from of data.objects.values())
    for (const { as, ...identity } of [...from.relations.values()].flat()) {
      const to = data.objects.get(identityText(identity));
      if (to !== undefined) yield { from, to, as };
    }
  for (const [source, relations] of data.refRelations)
    for (const { from, to, as } of relations)
      for (const one of withRef(data, source, from))
        for (const other of withRef(data, source, to)) yield { from: one, to: other, as };
}

/** For each relation of the source that lacks an end, since when it waits; undefined where neither end has come. */
export function isWaiting(data: MemoryData, source: number): (number | undefined)[] {
  const waiting: (number | undefined)[] = [];
  for (const { relations, firstSeen } of data.objects.values())
    for (const to of relations.get(source) ?? []) if (!data.objects.has(identityText(to))) waiting.push(firstSeen);
  const since = (ref: string): number | undefined => {
    const times = withRef(data, source, ref).map(({ firstSeen }) => firstSeen);
    return times.length === 0 ? undefined : Math.min(...times);
  };
  for (const { from, to } of data.refRelations.get(source) ?? ([] as RefRelation[]))
    if (since(from) === undefined || since(to) === undefined) waiting.push(since(from) ?? since(to));
  return waiting;
}

const identityOf = (key: string, value: string) =>
  key === value || !key.startsWith('[') ? {} : { identity: JSON.parse(key) as NonNullable<ObjectView['identity']> };

function relatedOf(data: MemoryData, object: KeptObject): RelatedView[] {
  const views = new Map<string, RelatedView>();
  for (const { from, to, as } of relationsOf(data)) {
    if (from === to || (from !== object && to !== object)) continue;
    const other = from === object ? to : from;
    const { type, subtype, value, key } = other;
    const direction = from === object ? 'outgoing' : 'incoming';
    const named = { type, subtype, value, ...identityOf(key, value) };
    views.set([type, subtype, value, key, as ?? '', direction === 'outgoing' ? 0 : 1].join('\0'), {
      ...(as !== undefined && { as }),
      direction,
      to: named,
    });
  }
  return inOrder(views, ([name]) => name).map(([, view]) => view);
}

function attributesOf({ sources }: MemoryData, object: KeptObject): AttributeView[] {
  const views = new Map<string, { name: string; value: string; sources: string[]; sensitive?: true }>();
  for (const [source, attributes] of object.attributes)
    for (const { name, value, sensitive } of attributes) {
      const text = `${name}\0${value}`;
      const view = views.get(text) ?? { name, value, sources: [] };
      view.sources.push(sources[source] ?? '');
      if (sensitive) view.sensitive = true;
      views.set(text, view);
    }
  const sorted = inOrder(views.values(), ({ name, value }) => `${name}\0${value}`);
  return sorted.map((view) => ({ ...view, sources: view.sources.toSorted(byBytes) }));
}

const expiryOf = (status: string | null, listings: readonly KeptListing[]): number | undefined => {
  const standing = listings.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  const isGone = standing.length === 0 && status === EXPIRED;
  const given = isGone ? listings.map(({ withdrawnAt }) => withdrawnAt) : standing.map(({ expiresAt }) => expiresAt);
  const times = given.filter((time) => time !== undefined);
  return times.length === 0 || times.length < given.length ? undefined : Math.max(...times);
};

const contentOf = ({ content, wanted }: KeptObject): ObjectView['content'] => {
  if (content === undefined) return wanted.size > 0 ? { wanted: true } : undefined;
  return { sha256: content.sha256, size: content.size, media_type: content.mediaType ?? null };
};

export function viewOf(data: MemoryData, object: KeptObject): ObjectView {
  const { type, subtype, key, value, status, publishedAt } = object;
  const listings = [...object.listings]
    .toSorted(
      ([one, a], [other, b]) =>
        Number(a.withdrawnAt !== undefined) - Number(b.withdrawnAt !== undefined) || b.seq - a.seq || one - other,
    )
    .map(([, listing]) => listing);
  const latest = <K extends 'title' | 'tlp' | 'description' | 'happenedAt'>(name: K): KeptListing[K] =>
    listings.find((listing) => listing[name] !== undefined)?.[name];
  const sourceOf = (instance: number): string =>
    data.sources[data.instances.find(({ id }) => id === instance)?.source ?? 0] ?? '';
  const title = latest('title');
  const tlp = latest('tlp');
  const happened = latest('happenedAt');
  const expires = expiryOf(status, listings);
  const content = contentOf(object);
  return {
    type,
    subtype,
    value,
    ...identityOf(key, value),
    ...(title === undefined ? {} : { title }),
    description: latest('description') ?? null,
    status,
    ...(tlp === undefined ? {} : { tlp }),
    published_at: publishedAt === null ? null : iso(publishedAt),
    ...(happened === undefined ? {} : { happened_at: iso(happened) }),
    ...(expires === undefined ? {} : { expires_at: iso(expires) }),
    tags: [...new Set([...object.tags.values()].flatMap((tags) => [...tags]))].toSorted(byBytes),
    sources: [...new Set([...object.listings.keys()].map(sourceOf))].toSorted(byBytes),
    attributes: attributesOf(data, object),
    related: relatedOf(data, object),
    ...(content === undefined ? {} : { content }),
  };
}

/** Without numbers of objects, fingerprints and times of runs. */
export function digestOf(data: MemoryData): string {
  const digest = createHash('sha256');
  const say = (...parts: readonly unknown[]): void => void digest.update(`${JSON.stringify(parts)}\n`);
  for (const object of objectsInOrder(data)) {
    say(
      viewOf(data, object),
      [...object.refs].map(([source, refs]) => [data.sources[source], [...refs].toSorted(byBytes)]),
    );
    for (const [instance, { fingerprint: _, seq: __, withdrawnAt, ...listing }] of object.listings)
      say(data.instances.find(({ id }) => id === instance)?.name, withdrawnAt !== undefined, listing);
    for (const [source, relations] of object.relations)
      say(
        data.sources[source],
        inOrder(relations, (one) => JSON.stringify(one)),
      );
  }
  for (const { name, checkpoint, quarantine } of data.instances)
    say(
      name,
      checkpoint.state ?? null,
      inOrder(quarantine.keys(), (key) => key),
    );
  for (const [source, relations] of data.refRelations)
    say(
      data.sources[source],
      inOrder(relations, (one) => JSON.stringify(one)),
    );
  return digest.digest('hex');
}
