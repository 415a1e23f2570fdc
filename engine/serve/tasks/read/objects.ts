import { randomUUID } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../../../language/basics/errors.ts';
import type { ObjectView, OpenedStore } from '../../../api/views.ts';
import { parseTime } from '../../../api/options/parse-time.ts';
import type { ObjectBrief, ObjectDetail, ObjectKey, ObjectsQuery, ObjectsView, Revealed } from '../../contract/objects.ts';
import type { Common, TaskWorld } from '../task.ts';
import type { StoredContent } from '../../../store/contract/opened-store.ts';
import { historyView } from './object-history.ts';
import { limitOf, reading } from './store.ts';

const USUAL = 50;
const MOST = 500;

/** A sensitive value is only known to be there. */
const briefOf = (object: ObjectView): ObjectBrief => ({
  type: object.type,
  subtype: object.subtype,
  value: object.value,
  identity: object.identity ?? null,
  status: object.status,
  description: object.description,
  published_at: object.published_at,
  expires_at: object.expires_at ?? null,
  sources: object.sources,
  tags: object.tags,
  attributes: object.attributes.map(({ name, value, sources, sensitive }) => ({
    name,
    value: sensitive === true ? null : value,
    sensitive: sensitive === true,
    sources,
  })),
});

const keyOf = ({ type, subtype, value, identity }: Pick<ObjectView, 'type' | 'subtype' | 'value' | 'identity'>) => ({
  type,
  subtype,
  key: identity === undefined ? value : JSON.stringify(identity),
});

const writeNext = (object: ObjectView): string => Buffer.from(JSON.stringify(keyOf(object))).toString('base64url');

const readNext = (text: string): { readonly type: string; readonly subtype: string; readonly key: string } => {
  try {
    const given = JSON.parse(Buffer.from(text, 'base64url').toString()) as Readonly<Record<string, unknown>>;
    const { type, subtype, key } = given;
    if (typeof type === 'string' && typeof subtype === 'string' && typeof key === 'string') return { type, subtype, key };
  } catch {
    // Told below.
  }
  throw new UsageError('usage.after', 'The parameter after is none that this server has given.');
};

const attributeOf = (text: string): { readonly name: string; readonly value?: string } => {
  const at = text.indexOf('=');
  return at < 0 ? { name: text } : { name: text.slice(0, at), value: text.slice(at + 1) };
};

export const objects = (world: TaskWorld, input: Common & { readonly query: ObjectsQuery }): Promise<ObjectsView> =>
  reading(world, input, async (store) => {
    const { attribute, since, limit, after, ...plain } = input.query;
    const most = limitOf(limit, USUAL, MOST);
    const query = {
      ...plain,
      now: world.now(),
      ...(attribute === undefined ? {} : { attribute: attributeOf(attribute) }),
      ...(since === undefined ? {} : { since: parseTime('since', since, world.now()) }),
      ...(after === undefined ? {} : { after: readNext(after) }),
    };
    const found = await Array.fromAsync(store.objects({ ...query, limit: most + 1 }));
    const shown = found.slice(0, most);
    const last = shown.at(-1);
    return {
      objects: shown.map(briefOf),
      next: found.length > most && last !== undefined ? writeNext(last) : null,
      types: await store.objectTypes(),
      sources: [...new Set((await store.instances()).map(({ source }) => source))].toSorted(),
    };
  });

const mustFind = async (store: OpenedStore, { type, subtype, value, identity }: ObjectKey, now: number): Promise<ObjectView> => {
  for await (const one of store.objects({ type, subtype, value, now }))
    if (identity === undefined || JSON.stringify(one.identity) === identity) return one;
  throw new UsageError('usage.unknown-object', `The store has no ${type} "${value.slice(0, 80)}".`);
};

const KNOWN = new Set(
  'type subtype value identity status description published_at expires_at tags sources attributes related content'.split(' '),
);

export const object = (world: TaskWorld, input: Common & { readonly key: ObjectKey }): Promise<ObjectDetail> =>
  reading(world, input, async (store) => {
    const found = await mustFind(store, input.key, world.now());
    const others = Object.entries(found).filter(([name, value]) => !KNOWN.has(name) && typeof value === 'string');
    return {
      ...briefOf(found),
      fields: Object.fromEntries(others) as Readonly<Record<string, string>>,
      related: found.related.map(({ as, direction, to }) => ({
        as: as ?? null,
        direction,
        to: { type: to.type, subtype: to.subtype, value: to.value, identity: to.identity ?? null },
      })),
      content: found.content ?? null,
      history: historyView(await store.pastOf(keyOf(found)), world.now()),
    };
  });

/** Its sensitive values. */
export const reveal = (world: TaskWorld, input: Common & { readonly key: ObjectKey }): Promise<Revealed> =>
  reading(world, input, async (store) => ({
    attributes: (await mustFind(store, input.key, world.now())).attributes
      .filter(({ sensitive }) => sensitive === true)
      .map(({ name, value }) => ({ name, value })),
  }));

/** Where the content of an attachment lies on this machine, for the server to send. */
export interface FoundContent {
  readonly path: string;
  readonly size: number;
  /** It was put there for whoever asked, who deletes it. */
  readonly isCopy: boolean;
}

export const attachment = (world: TaskWorld, input: Common & { readonly sha256: string }): Promise<FoundContent | null> =>
  reading(world, input, async (store) => {
    const found = await store.attachment(input.sha256);
    if (found === undefined) return null;
    const { path, size } = found;
    return path === undefined ? { path: await copied(found), size, isCopy: true } : { path, size, isCopy: false };
  });

const copied = async (content: StoredContent): Promise<string> => {
  const path = join(tmpdir(), `feedwright-${randomUUID()}`);
  try {
    await pipeline(content.bytes(), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return path;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
};
