/**
 * A threat intelligence platform with the REST API that `threatq` speaks, as far as it is publicly known: tokens that end, lists of at most
 * 500, answers in another order, attributes that are merged by name and value, files by upload, errors in both ways.
 */
import type { Answer, Asked, FarSide } from './far-side.ts';
import { startFarSide } from './far-side.ts';

interface Named {
  readonly name: string;
}

export interface Attribute extends Named {
  readonly id: number;
  readonly value: string;
  readonly sources: Named[];
}

export interface Kept {
  readonly id: number;
  readonly collection: string;
  readonly name: string;
  readonly type: string;
  readonly fields: Record<string, unknown>;
  readonly attributes: Attribute[];
  readonly sources: Set<string>;
  readonly tags: Set<string>;
  readonly content?: string;
}

export interface Platform {
  readonly far: FarSide;
  readonly objects: ReadonlyMap<string, Kept>;
  /** `collection/id collection/id`, in the order of their texts. */
  readonly relations: ReadonlySet<string>;
  named(name: string): Kept;
  /** Tokens that were given count no longer. */
  endTokens(): void;
  logins(): number;
  /** What is answered to a list with such an object, which is not taken. */
  refuses: (name: string) => Answer | undefined;
  /** Told of what can only be a mistake of whoever sends. */
  readonly problems: string[];
  reset(): void;
  state(): unknown;
}

export const USER = { client_id: 'client-of-the-harbour', email: 'feeds@harbour.example', password: 'pass-word-of-the-harbour' };

const COLLECTIONS = new Set(
  'account adversaries assets attachments attack_pattern campaign course_of_action events exploit_target identity incident indicators intrusion_set malware note report signatures tool ttp vulnerability'.split(
    ' ',
  ),
);
const KEYS: Readonly<Record<string, string>> = { adversaries: 'name', attachments: 'name', events: 'title' };
const MOST = 500;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

interface Body {
  readonly [member: string]: unknown;
  readonly attributes?: readonly (Named & { readonly value: string; readonly sources?: readonly Named[] })[];
  readonly sources?: readonly Named[];
  readonly tags?: readonly Named[];
  readonly type?: Named;
  readonly status?: Named;
}

/** `lasts`: seconds that a token lasts. */
export const startPlatform = async ({ lasts = 3600 } = {}): Promise<Platform> => {
  const objects = new Map<string, Kept>();
  const relations = new Set<string>();
  const tokens = new Set<string>();
  let numbers = 100;
  let logins = 0;

  const keep = (collection: string, name: string, type: string, content?: string): Kept => {
    const id = numbers++;
    const kept: Kept = {
      id,
      collection,
      name,
      type,
      fields: {},
      attributes: [],
      sources: new Set(),
      tags: new Set(),
      ...(content === undefined ? {} : { content }),
    };
    objects.set(`${collection}/${id}`, kept);
    return kept;
  };
  const find = (collection: string, name: string, type: string): Kept | undefined =>
    [...objects.values()].find((one) => one.collection === collection && one.name === name && one.type === type);
  const addAttribute = (kept: Kept, { name, value, sources = [] }: NonNullable<Body['attributes']>[number]): void => {
    if (value.trim() === '') platform.problems.push(`an empty attribute ${name}`);
    const known = kept.attributes.find((one) => one.name === name && one.value === value);
    if (known === undefined)
      kept.attributes.push({ id: numbers++, name, value, sources: sources.map((one) => ({ name: one.name })) });
    else
      for (const { name: source } of sources)
        if (!known.sources.some((one) => one.name === source)) known.sources.push({ name: source });
  };
  const link = (from: string, to: string): void => {
    if (!objects.has(from) || !objects.has(to)) platform.problems.push(`a relation from ${from} to ${to}`);
    relations.add([from, to].toSorted().join(' '));
  };

  /** What is there already keeps its status and description: only what is new gets them. */
  const consumed = (collection: string, body: Body): Kept => {
    const name = String(body[KEYS[collection] ?? 'value']);
    const known = find(collection, name, body.type?.name ?? '');
    const kept = known ?? keep(collection, name, body.type?.name ?? '');
    if (known === undefined) {
      if (body.status !== undefined) kept.fields['status'] = body.status.name;
      for (const field of ['description', 'published_at', 'happened_at', 'tlp_id', 'class'])
        if (body[field] !== undefined) kept.fields[field] = body[field];
    }
    for (const field of ['published_at', 'happened_at'])
      if (body[field] !== undefined && !TIME.test(String(body[field]))) platform.problems.push(`${field} ${String(body[field])}`);
    for (const one of body.attributes ?? []) addAttribute(kept, one);
    for (const one of body.sources ?? []) kept.sources.add(one.name);
    for (const one of body.tags ?? []) kept.tags.add(one.name);
    for (const other of COLLECTIONS)
      for (const { id } of (body[other] ?? []) as readonly { readonly id: number }[])
        link(`${collection}/${kept.id}`, `${other}/${id}`);
    return kept;
  };

  const consume = (collection: string, list: readonly Body[]): Answer => {
    if (list.length > MOST) return { status: 413, json: { errors: ['too many objects'] } };
    const names = list.map((body) => body[KEYS[collection] ?? 'value']);
    if (names.some((name) => typeof name !== 'string' || name === ''))
      return { status: 400, json: { data: { errors: { value: ['The value field is required.'] } } } };
    const bad = names.map((name) => platform.refuses(String(name))).find((why) => why !== undefined);
    if (bad !== undefined) return bad;
    const kept = list.map((body) => consumed(collection, body));
    const data = kept.map(({ id, name, type }) => ({ id, [KEYS[collection] ?? 'value']: name, type: { name: type } }));
    return { status: 201, json: { total: data.length, data: data.toReversed() } };
  };

  const one = (method: string, path: string, [more, id]: readonly (string | undefined)[], body: Body | undefined): Answer => {
    const kept = objects.get(path);
    if (kept === undefined) return { status: 404, json: { errors: ['Not found'] } };
    if (more === undefined && method === 'GET')
      return { status: 200, json: { data: { id: kept.id, attributes: kept.attributes } } };
    if (more === undefined && method === 'PUT') {
      Object.assign(kept.fields, body);
      return { status: 200, json: { data: { id: kept.id } } };
    }
    if (more === undefined && method === 'DELETE') {
      objects.delete(path);
      for (const relation of relations) if (relation.split(' ').includes(path)) relations.delete(relation);
      return { status: 204 };
    }
    if (more === 'attributes' && method === 'POST') {
      addAttribute(kept, body as unknown as NonNullable<Body['attributes']>[number]);
      return { status: 201, json: { data: [] } };
    }
    if (more === 'attributes' && method === 'DELETE') {
      const at = kept.attributes.findIndex((attribute) => String(attribute.id) === id);
      if (at < 0) return { status: 404, json: { errors: ['Not found'] } };
      kept.attributes.splice(at, 1);
      return { status: 204 };
    }
    if (more !== undefined && COLLECTIONS.has(more) && method === 'POST') {
      link(path, `${more}/${String(body?.['id'])}`);
      return { status: 201, json: { data: [] } };
    }
    return { status: 405, json: { errors: ['Method not allowed'] } };
  };

  const does = ({ method, url, headers, body }: Asked): Answer => {
    const [api, first = '', second, ...more] = url.pathname.slice(1).split('/');
    if (api !== 'api') return { status: 404, text: 'no API here' };
    if (first === 'token') {
      const given = JSON.parse(body.toString()) as Record<string, string>;
      const isRight = given['grant_type'] === 'password' && Object.entries(USER).every(([name, value]) => given[name] === value);
      if (!isRight) return { status: 401, json: { errors: ['The user credentials were incorrect.'] } };
      const token = `token-number-${++logins}-of-the-platform`;
      tokens.add(token);
      return { status: 200, json: { access_token: token, expires_in: lasts, token_type: 'Bearer' } };
    }
    if (!tokens.has(String(headers.authorization).replace('Bearer ', '')))
      return { status: 401, json: { errors: ['Unauthenticated.'] } };
    if (!COLLECTIONS.has(first)) return { status: 404, json: { errors: [`no collection ${first}`] } };
    if (first === 'attachments' && second === undefined) return uploaded(String(headers['content-type']), body);
    const json = body.length === 0 ? undefined : (JSON.parse(body.toString()) as Body);
    if (second === 'consume') return consume(first, json as unknown as readonly Body[]);
    if (second === 'query') {
      const { name } = (json ?? {})['criteria'] as Named;
      const found = [...objects.values()].filter((kept) => kept.collection === first && kept.name === name);
      return { status: 200, json: { data: found.map(({ id, fields }) => ({ id, name, title: fields['title'] })) } };
    }
    return one(method, `${first}/${second ?? ''}`, more, json);
  };

  const uploaded = (type: string, body: Buffer): Answer => {
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(type)?.[1];
    if (boundary === undefined) return { status: 400, json: { errors: ['no form'] } };
    const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
    const fields = new Map(
      parts.map((part) => [/; name="(\w+)"/.exec(part)?.[1] ?? '', part.slice(part.indexOf('\r\n\r\n') + 4, -2)] as const),
    );
    if (!fields.has('file') || !fields.has('malware_locked'))
      return { status: 400, json: { data: { errors: { file: ['is missing'] } } } };
    const text = (name: string): string => Buffer.from(fields.get(name) ?? '', 'latin1').toString('utf8');
    const kept = keep('attachments', text('name'), text('type'), fields.get('file'));
    kept.fields['title'] = text('title');
    return { status: 201, json: { data: { id: kept.id, name: kept.name } } };
  };

  const platform: Platform = {
    far: await startFarSide(does),
    objects,
    relations,
    named: (name) => {
      const found = [...objects.values()].filter((kept) => kept.name === name);
      if (found.length !== 1) throw new Error(`${found.length} objects ${name}`);
      return found[0] as Kept;
    },
    endTokens: () => tokens.clear(),
    logins: () => logins,
    refuses: () => undefined,
    problems: [],
    reset: () => {
      objects.clear();
      relations.clear();
      platform.problems.length = 0;
    },
    state: () => {
      const isLive = ({ fields, attributes }: Kept): boolean =>
        fields['status'] !== 'Expired' && !attributes.some(({ name, value }) => name === 'Status' && value === 'Expired');
      const live = new Map([...objects].filter(([, kept]) => isLive(kept)));
      const show = (path: string): string => `${live.get(path)?.collection ?? ''} ${live.get(path)?.name ?? ''}`;
      return {
        problems: platform.problems,
        objects: [...live.values()]
          .map(({ collection, name, type, fields, attributes, sources, tags, content }) => ({
            collection,
            name,
            type,
            fields,
            content,
            sources: [...sources],
            tags: [...tags].toSorted(),
            attributes: attributes.map((attribute) => `${attribute.name}=${attribute.value}`).toSorted(),
          }))
          .toSorted((a, b) => (`${a.collection} ${a.name}` < `${b.collection} ${b.name}` ? -1 : 1)),
        relations: [...relations]
          .map((relation) => relation.split(' '))
          .filter((ends) => ends.every((end) => live.has(end)))
          .map((ends) => ends.map(show).toSorted().join(' – '))
          .toSorted(),
      };
    },
  };
  return platform;
};
