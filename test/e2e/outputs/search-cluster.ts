/** A search cluster as the documentation of the bulk API has it: versions, mappings, an item for each action, statuses of its own. */
import { isIP } from 'node:net';
import { type Answer, type Asked, type FarSide, startFarSide } from './far-side.ts';

export interface Doc {
  readonly [field: string]: unknown;
}

export interface Cluster {
  readonly far: FarSide;
  /** By _id. */
  readonly documents: ReadonlyMap<string, Doc>;
  readonly mappings: () => object | undefined;
  /** What happens to an action instead, by its document's value; with each further asking again. */
  itemFault: (value: string) => Outcome | undefined;
  reset(): void;
  state(): unknown;
}

export const API_KEY = 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==';
/** RFC 7617, section 2: its example. */
const BASIC = 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==';
const INDEX = '/threat-intel';

interface Outcome {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

interface Kept {
  readonly version: number;
  readonly source: Doc | undefined;
}

interface Target {
  readonly _id: string;
  readonly version?: number;
  readonly version_type?: string;
}

/** `takes`: http.max_content_length. */
export const startCluster = async ({ takes = 100_000_000, hasIndex = false } = {}): Promise<Cluster> => {
  const kept = new Map<string, Kept>();
  let mappings: object | undefined = hasIndex ? {} : undefined;
  const does = (asked: Asked): Answer => {
    const { method, url, headers, body } = asked;
    if (![`ApiKey ${API_KEY}`, BASIC].includes(headers.authorization ?? ''))
      return {
        status: 401,
        json: { error: { type: 'security_exception', reason: 'unable to authenticate with API key' }, status: 401 },
      };
    if (body.length > takes) return { status: 413 };
    if (url.pathname === INDEX && method === 'HEAD') return { status: mappings === undefined ? 404 : 200 };
    if (url.pathname === INDEX && method === 'PUT') {
      if (mappings !== undefined)
        return {
          status: 400,
          json: { error: { type: 'resource_already_exists_exception', reason: 'index exists' }, status: 400 },
        };
      mappings = JSON.parse(body.toString()) as object;
      return { status: 200, json: { acknowledged: true, index: INDEX.slice(1) } };
    }
    if (url.pathname !== `${INDEX}/_bulk` || method !== 'POST') return { status: 405, json: { error: 'Incorrect HTTP method' } };
    if (headers['content-type'] !== 'application/x-ndjson')
      return { status: 406, json: { error: 'Content-Type header is not supported' } };
    const lines = body.toString().split('\n');
    if (lines.pop() !== '')
      return {
        status: 400,
        json: { error: { type: 'illegal_argument_exception', reason: 'The bulk request must be terminated by a newline [\\n]' } },
      };
    const items = [...actionsIn(lines)].map(([name, target, source]) => {
      const { status, error } = acted(name, target, source);
      return { [name]: { _index: INDEX.slice(1), _id: target._id, status, ...(error === undefined ? {} : { error }) } };
    });
    return { status: 200, json: { took: 1, errors: items.some((item) => 'error' in (Object.values(item)[0] as object)), items } };
  };
  const acted = (name: 'index' | 'delete', target: Target, source: Doc | undefined): Outcome => {
    const known = kept.get(target._id);
    const value = (field(source ?? known?.source, 'feedwright.value') ?? '') as string;
    const fault = cluster.itemFault(value);
    if (fault !== undefined) return fault;
    const { version = (known?.version ?? 0) + 1, version_type: type } = target;
    if (type === 'external' && known !== undefined && version <= known.version)
      return problem(
        409,
        'version_conflict_engine_exception',
        `[${target._id}]: version conflict, current version [${known.version}]`,
      );
    const bad = [field(source, 'threat.indicator.ip')].flat().find((one) => one !== undefined && isIP(String(one)) === 0);
    if (bad !== undefined)
      return problem(400, 'document_parsing_exception', `failed to parse field [threat.indicator.ip] of type [ip]`);
    kept.set(target._id, { version, source });
    if (name === 'delete') return { status: known?.source === undefined ? 404 : 200 };
    return { status: known?.source === undefined ? 201 : 200 };
  };
  const cluster: Cluster = {
    far: await startFarSide(does),
    get documents() {
      return new Map([...kept].flatMap(([id, { source }]) => (source === undefined ? [] : [[id, source] as const])));
    },
    mappings: () => mappings,
    itemFault: () => undefined,
    reset: () => {
      kept.clear();
      mappings = undefined;
    },
    state: () => {
      const live = [...cluster.documents].filter(([, one]) => field(one, 'feedwright.gone') === undefined);
      return live.map(([id, one]) => [id, shown(one)]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    },
  };
  return cluster;
};

/** When it was changed is another time where it was filled in another state. */
const shown = (document: Doc): string =>
  JSON.stringify(document, (key, value: unknown) =>
    ['@timestamp', 'modified_at', 'last_seen'].includes(key) ? undefined : value,
  );

const problem = (status: number, type: string, reason: string) => ({ status, error: { type, reason } });

/** What stands under a dotted name. */
export const field = (document: Doc | undefined, name: string): unknown =>
  name.split('.').reduce<unknown>((node, part) => (node as Doc | undefined)?.[part], document);

function* actionsIn(lines: readonly string[]): Generator<readonly ['index' | 'delete', Target, Doc | undefined]> {
  for (let at = 0; at < lines.length; at++) {
    const action = JSON.parse(lines[at] ?? '') as { readonly index?: Target; readonly delete?: Target };
    if (action.delete !== undefined) yield ['delete', action.delete, undefined];
    else if (action.index !== undefined) yield ['index', action.index, JSON.parse(lines[++at] ?? '') as Doc];
    else throw new Error(`an action that is none: ${lines[at]}`);
  }
}
