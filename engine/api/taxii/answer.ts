import { timingSafeEqual, createHash } from 'node:crypto';
import type { StixObject } from '../../components/sinks/stix/objects/stix-object.ts';
import type { Outbox } from '../../store/contract/outbox.ts';
import { type Collection, entriesAfter, BEGINNING, type Entry } from './collection.ts';
import { writeMoment } from './microseconds.ts';
import { type Match, mustAccept, type Paging, readMatch, readPaging, TaxiiError, writeNext } from './request.ts';
import type { ServedStore } from './served-store.ts';

export interface TaxiiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  readonly authorization: string | undefined;
  /** Nobody waits for the answer any longer. */
  readonly isOver: () => boolean;
}

export interface TaxiiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface TaxiiService {
  readonly store: Pick<ServedStore, 'read'>;
  readonly title: string;
  readonly collections: readonly Collection[];
  /** By name; with the tokens empty: whoever reaches it may read. */
  readonly users: ReadonlyMap<string, string>;
  readonly tokens: readonly string[];
  /** An empty answer has `"objects": []`, which some clients want although the standard forbids it. */
  readonly emptyObjects: boolean;
  /** ms since epoch. */
  readonly now: () => number;
}

const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const STIX_TYPE = 'application/stix+json;version=2.1';
const ROOT = '/api/';
/** Objects of an answer are cut here: no client has to hold more. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_CONTENT = 1024 * 1024;

/** Answers as TAXII 2.1 has it (OASIS standard, sections 4 and 5), reading only. */
export const answerTaxii = async (service: TaxiiService, request: TaxiiRequest): Promise<TaxiiAnswer> => {
  try {
    mustBeKnown(service, request.authorization);
    mustAccept(request.accept);
    return await route(service, request);
  } catch (error) {
    if (!(error instanceof TaxiiError)) throw error;
    return failed(error.status, error.message, error.headers);
  }
};

/** An answer that says what is wrong (section 3.6.1). */
export const failed = (status: number, title: string, headers: Readonly<Record<string, string>> = {}): TaxiiAnswer =>
  json({ title, http_status: String(status) }, headers, status);

const json = (body: object, headers: Readonly<Record<string, string>> = {}, status = 200): TaxiiAnswer => ({
  status,
  headers: { 'Content-Type': MEDIA_TYPE, ...headers },
  body: JSON.stringify(body),
});

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** The name of the scheme in any case: not all clients write it as the standard does. */
const mustBeKnown = ({ users, tokens }: TaxiiService, authorization: string | undefined): void => {
  if (users.size === 0 && tokens.length === 0) return;
  const [, scheme = '', given = ''] = /^(\S+)\s+(\S+)$/.exec(authorization?.trim() ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer' && tokens.some((token) => isSame(token, given))) return;
  if (scheme.toLowerCase() === 'basic') {
    const text = Buffer.from(given, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const password = users.get(text.slice(0, at));
    if (at > 0 && password !== undefined && isSame(password, text.slice(at + 1))) return;
  }
  throw new TaxiiError(401, 'Who are you? Give a user name and password, or a token.', {
    'WWW-Authenticate': 'Basic realm="taxii", charset="UTF-8"',
  });
};

const route = (service: TaxiiService, request: TaxiiRequest): Promise<TaxiiAnswer> | TaxiiAnswer => {
  const { method } = request;
  const path = request.path.endsWith('/') ? request.path : `${request.path}/`;
  if (path === '/taxii2/') return reading(method, () => json(discovery(service)));
  if (path === ROOT) return reading(method, () => json(apiRoot(service)));
  const parts = path.slice(ROOT.length, -1).split('/');
  if (!path.startsWith(ROOT) || parts[0] !== 'collections') throw new TaxiiError(404, 'There is nothing here.');
  if (parts.length === 1) return reading(method, () => json(collectionList(service)));
  const found = service.collections.find(({ id }) => id === parts[1]);
  if (found === undefined) throw new TaxiiError(404, 'There is no such collection.');
  const [, , what, id, versions] = parts.map(decoded);
  if (parts.length === 2) return reading(method, () => json(shown(found)));
  if (what === 'manifest' && parts.length === 3) return reading(method, () => page(service, found, request, manifest));
  if (what !== 'objects' || parts.length > 5 || (parts.length === 5 && versions !== 'versions'))
    throw new TaxiiError(404, 'There is nothing here.');
  if (parts.length === 3) return reading(method, () => page(service, found, request, envelope));
  return reading(method, () => oneObject(service, found, { id: id ?? '', request, isVersions: parts.length === 5 }));
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TaxiiError(404, 'There is nothing here.');
  }
};

const reading = <T>(method: string, answer: () => T): T => {
  if (method === 'GET' || method === 'HEAD') return answer();
  const isKnown = method === 'POST' || method === 'DELETE';
  throw new TaxiiError(isKnown ? 403 : 405, 'This server is for reading only.', isKnown ? {} : { Allow: 'GET, HEAD' });
};

const discovery = ({ title }: TaxiiService): object => ({ title, default: ROOT, api_roots: [ROOT] });

const apiRoot = ({ title }: TaxiiService): object => ({ title, versions: [MEDIA_TYPE], max_content_length: MAX_CONTENT });

const collectionList = ({ collections }: TaxiiService): object =>
  collections.length === 0 ? {} : { collections: collections.map(shown) };

const shown = ({ id, title, description }: Collection): object => ({
  id,
  title,
  ...(description === undefined ? {} : { description }),
  can_read: true,
  can_write: false,
  media_types: [STIX_TYPE],
});

/** What stands for the version of an object: its own modified time; of an observable, which has none, when it was added. */
const versionOf = ({ object, added }: Entry): string => String(object['modified'] ?? object['created'] ?? writeMoment(added));

const envelope = (entries: readonly Entry[]): object => ({ objects: entries.map(({ object }) => object) });

const manifest = (entries: readonly Entry[]): object => ({
  objects: entries.map((entry) => ({
    id: entry.object.id,
    date_added: writeMoment(entry.added),
    version: versionOf(entry),
    media_type: STIX_TYPE,
  })),
});

const page = async (
  service: TaxiiService,
  collection: Collection,
  { query, isOver }: TaxiiRequest,
  body: (entries: readonly Entry[]) => object,
): Promise<TaxiiAnswer> =>
  service.store.read(async (outbox) => {
    const paging = await readPaging(query, outbox);
    const { entries, hasMore } = await gather({ outbox, collection, now: service.now(), isOver }, paging);
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return json(service.emptyObjects ? { objects: [] } : {});
    const more = hasMore ? { more: true, next: writeNext(last, await outbox.timeOfChange(last.change), paging.match) } : {};
    return json({ ...more, ...body(entries) }, datesOf(first, last));
  });

const datesOf = (first: Entry, last: Entry): Readonly<Record<string, string>> => ({
  'X-TAXII-Date-Added-First': writeMoment(first.added),
  'X-TAXII-Date-Added-Last': writeMoment(last.added),
});

interface Reading {
  readonly outbox: Outbox;
  readonly collection: Collection;
  readonly now: number;
  readonly isOver: TaxiiRequest['isOver'];
}

/**
 * The entries of one answer. Those that share a moment are not cut in two: a client that goes on from the last moment, and not by
 * `next`, would miss the others.
 */
const gather = async (
  { outbox, collection, now, isOver }: Reading,
  { limit, position, match }: Paging,
): Promise<{ readonly entries: readonly Entry[]; readonly hasMore: boolean }> => {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let size = 0;
  for await (const entry of entriesAfter(outbox, collection, position, now)) {
    if (isOver()) break;
    if (seen.has(entry.object.id) || !fits(entry, match)) continue;
    const isFull = entries.length >= limit || size > MAX_CHARACTERS;
    if (isFull && entry.added !== entries.at(-1)?.added) return { entries, hasMore: true };
    seen.add(entry.object.id);
    entries.push(entry);
    size += JSON.stringify(entry.object).length;
  }
  return { entries, hasMore: false };
};

const fits = (entry: Entry, { id, type, version, spec_version: specification }: Match): boolean => {
  const { object } = entry;
  if (id?.includes(object.id) === false || type?.includes(object.type) === false) return false;
  if (specification?.includes('2.1') === false) return false;
  // The store keeps the present version alone: it is the first and the last.
  if (version === undefined || version.some((one) => ['all', 'first', 'last'].includes(one))) return true;
  return version.includes(versionOf(entry));
};

const oneObject = async (
  service: TaxiiService,
  collection: Collection,
  { id, request, isVersions }: { readonly id: string; readonly request: TaxiiRequest; readonly isVersions: boolean },
): Promise<TaxiiAnswer> => {
  const { query, isOver } = request;
  const match = { ...readMatch(query), id: undefined, type: undefined };
  const found = await service.store.read((outbox) => find({ outbox, collection, now: service.now(), isOver }, id));
  if (found === undefined) throw new TaxiiError(404, 'There is no such object.');
  if (!fits(found, match)) return json(service.emptyObjects && !isVersions ? { objects: [] } : {});
  const dates = datesOf(found, found);
  return isVersions
    ? json({ versions: [versionOf(found)] }, dates)
    : json({ objects: [found.object] satisfies StixObject[] }, dates);
};

/** Ids are hashes of what an object says: there is no way back but to look. */
const find = async ({ outbox, collection, now, isOver }: Reading, id: string): Promise<Entry | undefined> => {
  for await (const entry of entriesAfter(outbox, collection, BEGINNING, now)) {
    if (entry.object.id === id) return entry;
    if (isOver()) break;
  }
  return undefined;
};
