/**
 * A MISP as its documentation and its sources describe the REST API: attributes of a list are stored one by one, a repeat is refused, every
 * change unpublishes the event, an edit takes nothing away, and what is deleted can be restored by its number alone.
 */
import { type Answer, type Asked, type FarSide, startFarSide } from '../far-side.ts';

export const KEY = 'fWtw0oZ8qVdfIu9YrHk3cAaXbL5s1JmEnT7pR2Gx';

interface Attribute {
  readonly id: number;
  readonly uuid: string;
  event: string;
  type: string;
  category: string;
  value: string;
  to_ids: boolean;
  comment: string;
  first_seen?: string;
  deleted: boolean;
  readonly tags: Set<string>;
  edits: number;
}

export interface Event {
  readonly uuid: string;
  readonly info: string;
  readonly date: string;
  readonly tags: readonly string[];
  published: boolean;
}

export interface Instance {
  readonly far: FarSide;
  readonly events: ReadonlyMap<string, Event>;
  /** By uuid. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly sightings: readonly { readonly uuid: string; readonly type: string; readonly at: number }[];
  by(value: string): Attribute | undefined;
  reset(): void;
  state(): unknown;
}

/** Of each category some of the types that it takes. */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  'Network activity': [
    'ip-dst',
    'domain',
    'url',
    'uri',
    'AS',
    'mac-address',
    'user-agent',
    'ja3-fingerprint-md5',
    'snort',
    'text',
  ],
  'Payload delivery': [
    'md5',
    'sha1',
    'sha256',
    'sha384',
    'sha512',
    'ssdeep',
    'filename',
    'email-subject',
    'email-attachment',
    'text',
  ],
  'Payload installation': ['yara', 'sigma', 'pattern-in-file', 'text'],
  'Payload type': ['text', 'comment', 'other'],
  'Persistence mechanism': ['regkey', 'filename', 'text'],
  'Artifacts dropped': ['mutex', 'windows-service-name', 'text'],
  'Social network': ['email', 'text'],
  'Targeting data': ['target-user', 'target-machine', 'target-org', 'comment'],
  'External analysis': ['text', 'vulnerability', 'link'],
  'Internal reference': ['text', 'comment', 'link'],
  Attribution: ['threat-actor', 'campaign-name', 'text'],
  Other: ['text', 'comment', 'other'],
};

type Body = Readonly<Record<string, unknown>>;
type Failures = Readonly<Record<string, readonly string[]>>;

const fail = (status: number, message: string, more: object = {}): Answer => ({
  status,
  json: { name: message, message, url: '/', ...more },
});
const invalid = (what: string, errors: object): Answer => fail(403, `Could not ${what}`, { saved: false, errors });

/** `refuses`: what else is wrong with an attribute. */
export const startInstance = async (
  refuses: (attribute: Body) => Failures | undefined = () => undefined,
  takes = Infinity,
): Promise<Instance> => {
  const events = new Map<string, Event>();
  const attributes = new Map<string, Attribute>();
  const sightings: { uuid: string; type: string; at: number }[] = [];

  const unpublish = (uuid: string): void => {
    const event = events.get(uuid);
    if (event !== undefined) event.published = false;
  };
  const problems = (body: Body, event: string, own?: Attribute): Failures | undefined => {
    const { uuid, type, category, value } = body as Readonly<Record<string, string>>;
    if (own === undefined && (typeof uuid !== 'string' || attributes.has(uuid)))
      return { uuid: ['The UUID provided is not unique'] };
    if (CATEGORIES[category ?? '']?.includes(type ?? '') !== true) return { type: ['Options depend on the selected category.'] };
    if (value === undefined || value.trim() !== value || value === '') return { value: ['Value not valid.'] };
    if (/[\u{10000}-\u{10ffff}]/u.test(value + String(body['comment']))) return { value: ['would be stored as ?'] };
    const same = [...attributes.values()].find(
      (one) =>
        one !== own &&
        !one.deleted &&
        one.event === event &&
        one.type === type &&
        one.category === category &&
        one.value === value,
    );
    if (same !== undefined) return { value: ['A similar attribute already exists for this event.'] };
    return refuses(body);
  };
  const keep = (one: Attribute, body: Body): void => {
    for (const name of ['type', 'category', 'value', 'to_ids', 'comment', 'first_seen'] as const)
      if (body[name] !== undefined) Object.assign(one, { [name]: body[name] });
    unpublish(one.event);
  };
  const shown = ({ tags, event: _event, edits: _edits, ...one }: Attribute): object => ({
    ...one,
    id: String(one.id),
    Tag: [...tags].map((name) => ({ name })),
  });

  const add = (event: string, body: unknown): Answer => {
    if (!events.has(event)) return fail(404, 'Invalid event');
    const list = (Array.isArray(body) ? body : [body]) as readonly Body[];
    const added: Attribute[] = [];
    const errors: Record<string, Failures> = {};
    for (const [at, one] of list.entries()) {
      const wrong = problems(one, event);
      if (wrong !== undefined) {
        errors[`attribute_${at}`] = wrong;
        continue;
      }
      const tags = ((one['Tag'] ?? []) as readonly { name: string }[]).map(({ name }) => name);
      const made = {
        id: attributes.size + 1,
        uuid: String(one['uuid']),
        event,
        deleted: false,
        tags: new Set(tags),
        edits: 0,
      } as Attribute;
      keep(made, one);
      attributes.set(made.uuid, made);
      added.push(made);
    }
    if (added.length === 0) return invalid('add Attribute', list.length === 1 ? (errors['attribute_0'] ?? {}) : errors);
    return {
      status: 200,
      json: {
        Attribute: added.length === 1 ? shown(added[0] as Attribute) : added.map(shown),
        ...(Object.keys(errors).length === 0 ? {} : { errors }),
      },
    };
  };

  const edit = (uuid: string, body: Body): Answer => {
    const one = attributes.get(uuid);
    if (one === undefined || one.deleted) return fail(404, 'Invalid attribute');
    if (body['timestamp'] !== undefined) return fail(405, 'Attribute in the request not newer than the local copy.');
    const wrong = problems({ ...one, ...body }, one.event, one);
    if (wrong !== undefined) return invalid('edit Attribute', wrong);
    keep(one, body);
    one.edits += 1;
    return { status: 200, json: { Attribute: shown(one) } };
  };

  const addEvent = (body: Body): Answer => {
    const { uuid, info, date, Tag = [] } = body['Event'] as Event & { readonly Tag?: readonly { readonly name: string }[] };
    const number = [...events.keys()].indexOf(uuid) + 1;
    if (number > 0)
      return {
        ...fail(404, 'Event already exists, if you would like to edit it, use the url in the location header.'),
        headers: { location: `https://misp.example/events/${number}` },
      };
    events.set(uuid, { uuid, info, date, published: false, tags: Tag.map(({ name }) => name) });
    return { status: 200, json: { Event: { id: String(events.size), uuid, info } } };
  };

  const search = (body: Body): Answer => {
    const uuids = body['uuid'] as readonly string[];
    const deleted = (body['deleted'] as readonly number[] | undefined) ?? [0];
    const found = uuids
      .map((uuid) => attributes.get(uuid))
      .filter((one) => one !== undefined && deleted.includes(Number(one.deleted)));
    return { status: 200, json: { response: { Attribute: found.map((one) => shown(one as Attribute)) } } };
  };

  const retag = (body: Body, change: (tags: Set<string>, tag: string) => void): Answer => {
    const one = attributes.get(String(body['uuid']));
    if (one === undefined) return fail(404, 'Invalid Target.');
    for (const tag of [body['tag']].flat()) change(one.tags, String(tag));
    unpublish(one.event);
    return { status: 200, json: { name: 'done', message: 'done' } };
  };

  const actions: Readonly<Record<string, (id: string, body: Body) => Answer>> = {
    'GET servers/getVersion': () => ({ status: 200, json: { version: '2.5.1' } }),
    'HEAD events/view': (id) => ({ status: events.has(id) ? 200 : 404 }),
    'POST events/add': (_, body) => addEvent(body),
    'POST events/restSearch': (_, { eventinfo, published }) => ({
      status: 200,
      json: {
        response: [...events.values()]
          .filter((one) => one.info.startsWith(String(eventinfo).replace(/%$/, '')) && one.published === published)
          .map((one) => ({ Event: one })),
      },
    }),
    'POST events/publish': (id) => {
      const event = events.get(id);
      if (event === undefined) return fail(404, 'Invalid event');
      event.published = true;
      return { status: 200, json: { name: 'Publish', message: 'Job queued' } };
    },
    'POST attributes/add': (id, body) => add(id, body),
    'POST attributes/edit': (id, body) => edit(id, body),
    'POST attributes/restSearch': (_, body) => search(body),
    'POST attributes/delete': (id) => {
      const one = attributes.get(id);
      if (one === undefined || one.deleted) return fail(404, 'Invalid attribute');
      one.deleted = true;
      unpublish(one.event);
      return { status: 200, json: { message: 'Attribute deleted.' } };
    },
    'POST attributes/restore': (id) => {
      const one = [...attributes.values()].find((known) => String(known.id) === id);
      if (one === undefined) return fail(405, 'Invalid Attribute');
      one.deleted = false;
      return { status: 302, headers: { location: `/attributes/view/${id}` } };
    },
    'POST tags/attachTagToObject': (_, body) => retag(body, (tags, tag) => tags.add(tag)),
    'POST tags/removeTagFromObject': (_, body) => retag(body, (tags, tag) => tags.delete(tag)),
    'POST sightings/restSearch': (_, body) => ({
      status: 200,
      json: {
        response: sightings
          .filter(({ uuid, type }) => uuid === body['uuid'] && type === body['type'])
          .map(({ at }) => ({ Sighting: { date_sighting: String(at) } })),
      },
    }),
    'POST sightings/add': (id, { type, timestamp }) => {
      sightings.push({ uuid: id, type: String(type), at: Number(timestamp) });
      return { status: 200, json: { Sighting: {} } };
    },
  };

  const does = ({ method, url, headers, body }: Asked): Answer => {
    if (headers.authorization !== KEY)
      return fail(
        403,
        'Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.',
      );
    if (headers.accept !== 'application/json' || headers['content-type'] !== 'application/json') return fail(415, 'not JSON');
    if (body.length > takes) return { status: 413 };
    const [, controller = '', action = '', id = ''] = url.pathname.split('/');
    const known = actions[`${method} ${controller}/${action}`];
    if (known === undefined) return fail(404, `no ${method} ${url.pathname}`);
    return known(id, (body.length === 0 ? {} : JSON.parse(body.toString())) as Body);
  };

  return {
    far: await startFarSide(does),
    events,
    attributes,
    sightings,
    by: (value) => [...attributes.values()].find((one) => one.value === value),
    reset: () => {
      events.clear();
      attributes.clear();
      sightings.length = 0;
    },
    state: () => ({
      attributes: [...attributes.values()]
        .filter(({ deleted }) => !deleted)
        .map(({ id: _id, edits: _edits, tags, ...one }) => ({ ...one, tags: [...tags].toSorted() }))
        .toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1)),
      sightings: sightings.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1)),
    }),
  };
};
