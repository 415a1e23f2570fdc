/**
 * A TAXII 2.1 server with one collection that can be added to, after the OASIS standard (sections 3 to 5): it checks media types and
 * credentials, keeps every version of an object once, and answers with a status of each. Made up, as far as the standard leaves it open.
 */
import type { Answer, Asked, FarSide } from '../far-side.ts';
import { startFarSide } from '../far-side.ts';

export const MEDIA_TYPE = 'application/taxii+json;version=2.1';
export const COLLECTION = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
const ROOT = '/api1/';
export const [USER, SECRET] = ['harbour', 'pilot-boat-11'];

export interface Added {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly revoked?: boolean;
  readonly modified?: string;
  readonly [property: string]: unknown;
}

export interface ServerOptions {
  /** Bytes of an envelope, as the API root says. */
  readonly promises?: number;
  /** Bytes of an envelope that it takes in truth. */
  readonly takes?: number;
  readonly mayWrite?: boolean;
  /** Objects whose failure the status tells. */
  fails?(object: Added): boolean;
  /** Objects for which the whole envelope is not processed. */
  spoils?(object: Added): boolean;
  /** Times that a status is pending; negative: for good. */
  readonly pending?: number;
  /** The status has counts, and no lists. */
  readonly countsAlone?: boolean;
}

export interface Server {
  readonly far: FarSide;
  /** By id: the latest version. */
  readonly objects: Map<string, Added>;
  /** Those that it took, in their order. */
  readonly envelopes: (readonly Added[])[];
  /** What it knows of envelopes is lost. */
  restart(): void;
  reset(): void;
  state(): unknown;
}

const refusal = (status: number, title: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': MEDIA_TYPE, ...headers },
  text: JSON.stringify({ title, http_status: String(status) }),
});
const fine = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': MEDIA_TYPE, ...headers },
  text: JSON.stringify(body),
});

const isTaxii = (header: string | undefined): boolean => (header ?? '').replaceAll(' ', '') === MEDIA_TYPE;

export const startTaxii = async (options: ServerOptions = {}): Promise<Server> => {
  const objects: Server['objects'] = new Map();
  const envelopes: Server['envelopes'] = [];
  const statuses = new Map<string, { readonly envelope: readonly Added[]; left: number }>();
  let number = 0;
  const authorization = `Basic ${Buffer.from(`${USER}:${SECRET}`).toString('base64')}`;

  const keep = (one: Added): void => {
    const other = objects.get(one.id);
    // A version that it has, or an older one, changes nothing.
    if (other === undefined || one.modified === undefined || (other.modified ?? '') < one.modified) objects.set(one.id, one);
  };
  const statusOf = (id: string): Answer => {
    const found = statuses.get(id);
    if (found === undefined) return refusal(404, 'There is no such status');
    const { envelope } = found;
    const isPending = found.left !== 0;
    if (isPending) found.left -= 1;
    const details = (isFailed: boolean) =>
      envelope.filter((one) => (options.fails?.(one) === true) === isFailed).map(({ id: own }) => ({ id: own, version: 'any' }));
    const [failed, added] = [details(true), details(false)];
    const failures = failed.map((one) => ({ ...one, message: 'no berth for it' }));
    const lists = options.countsAlone === true ? {} : { successes: added, failures };
    return fine(
      {
        id,
        status: isPending ? 'pending' : 'complete',
        total_count: envelope.length,
        success_count: isPending ? 0 : added.length,
        failure_count: isPending ? 0 : failed.length,
        pending_count: isPending ? envelope.length : 0,
        ...(isPending ? { pendings: envelope.map((one) => ({ id: one.id, version: 'any' })) } : lists),
      },
      200,
      isPending && found.left === 0 ? { 'retry-after': '7' } : {},
    );
  };
  const add = ({ headers, body }: Asked): Answer => {
    if (!isTaxii(headers['content-type'])) return refusal(415, 'Content-Type');
    if (body.length > Math.min(options.takes ?? Infinity, options.promises ?? Infinity)) return refusal(413, 'Too much cargo');
    const { objects: envelope } = JSON.parse(body.toString()) as { readonly objects: readonly Added[] };
    if (new Set(envelope.map(({ id }) => id)).size !== envelope.length) return refusal(400, 'An id twice');
    const bad = envelope.find((one) => options.spoils?.(one) === true);
    if (bad !== undefined) return refusal(422, `unknown harbour ${bad.name}`);
    envelopes.push(envelope);
    for (const one of envelope) if (options.fails?.(one) !== true) keep(one);
    const id = `2d086da7-4bdc-4f91-900e-${String(++number).padStart(12, '0')}`;
    statuses.set(id, { envelope, left: options.pending ?? 0 });
    return { ...statusOf(id), status: 202 };
  };
  const does = (asked: Asked): Answer => {
    const { method, url, headers } = asked;
    if (headers.authorization !== authorization)
      return refusal(401, 'Who is there?', { 'www-authenticate': 'Basic realm="harbour"' });
    if (!isTaxii(headers.accept)) return refusal(406, 'Accept');
    if (url.pathname === '/taxii2/') return fine({ title: 'Harbour', api_roots: [ROOT] });
    if (method === 'GET' && url.pathname === ROOT)
      return fine({ title: 'Harbour', versions: [MEDIA_TYPE], max_content_length: options.promises ?? 10_000_000 });
    if (method === 'GET' && url.pathname === `${ROOT}collections/${COLLECTION}/`)
      return fine({ id: COLLECTION, title: 'Cargo', can_read: false, can_write: options.mayWrite ?? true });
    if (method === 'POST' && url.pathname === `${ROOT}collections/${COLLECTION}/objects/`) return add(asked);
    const status = new RegExp(`^${ROOT}status/([^/]+)/$`).exec(url.pathname)?.[1];
    return method === 'GET' && status !== undefined ? statusOf(status) : refusal(404, 'There is nothing here');
  };
  return {
    far: await startFarSide(does),
    objects,
    envelopes,
    restart: () => statuses.clear(),
    reset: () => {
      objects.clear();
      envelopes.length = 0;
      statuses.clear();
    },
    state: () => stateOf(objects),
  };
};

const TIMES = new Set(['created', 'modified', 'valid_from']);

/** What counts, without times, which differ where a state was filled at another one; relationships between it, and marks that it has. */
const stateOf = (objects: Server['objects']): unknown => {
  const isLive = (id: unknown): boolean => {
    const found = objects.get(String(id));
    return found !== undefined && found.revoked !== true && !isOver(found);
  };
  const live = [...objects.values()].filter(({ id }) => isLive(id));
  const text = JSON.stringify(live.filter(({ type }) => type !== 'marking-definition'));
  return live
    .filter(({ type, ...one }) => type !== 'relationship' || (isLive(one['source_ref']) && isLive(one['target_ref'])))
    .filter(({ type, id }) => type !== 'marking-definition' || text.includes(id))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => !TIMES.has(name))));
};

const isOver = ({ valid_until: end }: Added): boolean => typeof end === 'string' && end < '2026-03-01';

/** Members of a destination, without its kind. */
export const membersOf = (origin: string): string =>
  `api_root: '${origin}${ROOT}', collection: ${COLLECTION}, user: ${USER}, password: '${SECRET}'`;

export const to = (origin: string, more = ''): string => `kind: taxii, ${membersOf(origin)}${more}`;
