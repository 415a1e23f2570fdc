/** A MISP feed in a folder, as whoever pulls it sees it: what the manifest names, with what has to hold between the files. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type FarSide, startFarSide } from '../far-side.ts';

export interface FeedAttribute {
  readonly uuid: string;
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly to_ids: boolean;
  readonly timestamp: string;
  readonly deleted: boolean;
  readonly comment: string;
  readonly first_seen?: string;
  readonly Tag?: readonly { readonly name: string }[];
}

export interface FeedEvent {
  readonly uuid: string;
  readonly info: string;
  readonly date: string;
  readonly timestamp: string;
  readonly Attribute: readonly FeedAttribute[];
  readonly [member: string]: unknown;
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Its events, by title. Fails where the files do not fit each other. */
export const feedIn = (folder: string): ReadonlyMap<string, FeedEvent> => {
  const manifest = JSON.parse(read(folder, 'manifest.json')) as Readonly<Record<string, Record<string, unknown>>>;
  const names = readdirSync(folder).toSorted();
  expect(names).toEqual([...Object.keys(manifest).map((uuid) => `${uuid}.json`), 'hashes.csv', 'manifest.json'].toSorted());
  const events = Object.entries(manifest).map(([uuid, entry]) => {
    const { Event: event } = JSON.parse(read(folder, `${uuid}.json`)) as { readonly Event: FeedEvent };
    expect(event).toMatchObject({ uuid, ...entry });
    return event;
  });
  const hashes = events.flatMap(({ uuid, Attribute }) =>
    Attribute.filter(({ deleted }) => !deleted).map(({ value }) => `${md5(value)},${uuid}`),
  );
  expect(read(folder, 'hashes.csv').split('\n').slice(0, -1).toSorted()).toEqual(hashes.toSorted());
  return new Map(events.map((event) => [event.info, event]));
};

/** What counts in it, without times: by which way it came there says nothing. */
const stateOf = (folder: string): unknown =>
  [...feedIn(folder).values()]
    .map(({ uuid, info, Attribute }) => ({
      uuid,
      info,
      attributes: Attribute.filter(({ deleted }) => !deleted)
        .map((one) => ({ ...one, timestamp: '' }))
        .toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1)),
    }))
    .filter(({ attributes }) => attributes.length > 0)
    .toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));

/** The folder as the tool of `killPushes`; nobody is asked. */
export const folderTool = async (folder: string): Promise<{ far: FarSide; reset(): void; state(): unknown }> => ({
  far: await startFarSide(() => ({ status: 404 })),
  reset: () => rmSync(folder, { recursive: true, force: true }),
  state: () => stateOf(folder),
});

/** A web server over the folder, as a feed is pulled from: with an ETag. */
export const serveFolder = (folder: string): Promise<FarSide> =>
  startFarSide(({ method, url, headers }) => {
    const file = join(folder, url.pathname.slice(1));
    if (method !== 'GET' || !/^\/[\w-]+\.(?:json|csv)$/.test(url.pathname) || !existsSync(file)) return { status: 404 };
    const text = readFileSync(file, 'utf8');
    const etag = `"${md5(text)}"`;
    return headers['if-none-match'] === etag
      ? { status: 304, headers: { etag } }
      : { status: 200, headers: { etag, 'content-type': 'application/json' }, text };
  });
