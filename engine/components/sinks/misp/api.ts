import type { Json } from '../../../language/basics/json.ts';
import { jsonOf, wordsIn } from '../answers.ts';
import type { Judgement, SinkAnswer, SinkClient, SinkRequest } from '../sink.ts';
import type { EventHead } from './events.ts';

/** An attribute that is there already. */
export interface Found {
  /** A number of the instance's own, which alone restores it. */
  readonly id: string;
  readonly isDeleted: boolean;
  readonly tags: readonly string[];
}

/** What became of attributes that were added: reasons by their places; or they were too many for one request. */
export type Added = { readonly refused: ReadonlyMap<number, string> } | { readonly tooLarge: SinkAnswer };

const [REDIRECT, FORBIDDEN, NOT_FOUND, TOO_LARGE] = [302, 403, 404, 413];

interface Answered {
  readonly saved?: unknown;
  readonly errors?: unknown;
  readonly response?: unknown;
}

const read = (answer: SinkAnswer): Answered => {
  const body = jsonOf(answer);
  return typeof body === 'object' && body !== null ? (body as Answered) : {};
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The messages of the fields of an attribute in one line. */
const said = (errors: unknown): string =>
  isMap(errors)
    ? Object.entries(errors)
        .map(([field, messages]) => `${field}: ${[messages].flat().map(String).join(', ')}`)
        .join('; ')
    : String(errors);

/** A 403 about what an attribute says; one without fields is about who asks. */
const isInvalid = (answer: SinkAnswer): boolean => answer.status === FORBIDDEN && isMap(read(answer).errors);

const orFailed = (answer: SinkAnswer): Judgement | undefined =>
  answer.status === FORBIDDEN && !isInvalid(answer) ? { kind: 'failed', because: wordsIn(answer) } : undefined;

/** The requests that a destination makes, after what the instance says of them. */
export class MispApi {
  readonly #base: string;
  readonly #key: string;
  readonly #client: SinkClient;

  constructor(url: string, key: string, client: SinkClient) {
    this.#base = url.replace(/\/+$/, '');
    this.#key = key;
    this.#client = client;
  }

  /** Is the key one? Whoever has a wrong one learns it before anything is sent. */
  async ask(): Promise<void> {
    await this.#send('GET', 'servers/getVersion', 'ask for the version');
  }

  /** Makes the event where there is none. */
  async ensure({ tags, ...event }: EventHead): Promise<void> {
    const found = await this.#send('HEAD', `events/view/${event.uuid}`, 'look for the event', { expects: [NOT_FOUND] });
    if (found.status !== NOT_FOUND) return;
    await this.#send('POST', 'events/add', 'add the event', {
      body: { Event: { ...event, published: false, Tag: tags.map((name) => ({ name })) } },
      expects: [NOT_FOUND],
      // An event that is there already is not found, and where it is.
      judge: (answer) =>
        answer.status === NOT_FOUND && answer.header('location') === undefined
          ? { kind: 'failed', because: wordsIn(answer) }
          : undefined,
    });
  }

  /** Which of these attributes are there, by their ids. */
  async find(uuids: readonly string[]): Promise<ReadonlyMap<string, Found>> {
    if (uuids.length === 0) return new Map();
    const answer = await this.#send('POST', 'attributes/restSearch', 'look for attributes', {
      body: { returnFormat: 'json', uuid: uuids, deleted: [0, 1] },
    });
    const { response } = read(answer);
    const attributes = (isMap(response) ? response['Attribute'] : undefined) ?? [];
    return new Map(
      (attributes as readonly Readonly<Record<string, unknown>>[]).map((one) => [
        String(one['uuid']),
        {
          id: String(one['id']),
          isDeleted: [true, 1, '1'].includes(one['deleted'] as string),
          tags: ((one['Tag'] ?? []) as readonly { readonly name?: unknown }[]).map(({ name }) => String(name)),
        },
      ]),
    );
  }

  /** `attributes`: of an event, as JSON. */
  async add(event: string, attributes: readonly string[]): Promise<Added> {
    const answer = await this.#send('POST', `attributes/add/${event}`, 'add attributes', {
      body: `[${attributes.join(',')}]`,
      expects: [FORBIDDEN, TOO_LARGE],
      judge: orFailed,
    });
    if (answer.status === TOO_LARGE) return { tooLarge: answer };
    const { errors } = read(answer);
    if (!isMap(errors)) return { refused: new Map() };
    const refused = new Map<number, string>();
    for (const [name, fields] of Object.entries(errors)) {
      const [, number] = /^attribute_(\d+)$/.exec(name) ?? [];
      // Of a single one the fields stand there at once.
      if (number === undefined) return { refused: new Map([[0, said(errors)]]) };
      refused.set(Number(number), said(fields));
    }
    return { refused };
  }

  /** Why the change is refused; undefined where it is made. */
  async change(uuid: string, attribute: Readonly<Record<string, Json>>): Promise<string | undefined> {
    const answer = await this.#send('POST', `attributes/edit/${uuid}`, 'change the attribute', {
      body: attribute,
      expects: [FORBIDDEN],
      judge: orFailed,
    });
    return isInvalid(answer) ? said(read(answer).errors) : undefined;
  }

  /** One that is deleted, or was never there, is as it should be. */
  async remove(uuid: string): Promise<void> {
    await this.#send('POST', `attributes/delete/${uuid}`, 'delete the attribute', { body: {}, expects: [NOT_FOUND] });
  }

  /** Answers with a redirect to what it has restored. */
  async restore({ id }: Found): Promise<void> {
    await this.#send('POST', `attributes/restore/${id}`, 'restore the attribute', { body: {}, expects: [REDIRECT] });
  }

  async tag(uuid: string, tag: readonly string[]): Promise<void> {
    if (tag.length > 0) await this.#send('POST', 'tags/attachTagToObject', 'add tags', { body: { uuid, tag } });
  }

  async untag(uuid: string, tag: string): Promise<void> {
    await this.#send('POST', 'tags/removeTagFromObject', 'remove a tag', { body: { uuid, tag }, expects: [NOT_FOUND] });
  }

  /** Says of an attribute that it expired at a moment, in seconds since epoch; where that was said nothing is done. */
  async expire(uuid: string, at: number, source: string): Promise<void> {
    const answer = await this.#send('POST', 'sightings/restSearch/attribute', 'look for sightings', {
      body: { returnFormat: 'json', uuid, type: EXPIRATION, source },
    });
    const known = ((read(answer).response ?? []) as readonly { readonly Sighting?: Readonly<Record<string, unknown>> }[]).some(
      ({ Sighting: one }) => Number(one?.['date_sighting']) === at,
    );
    if (known) return;
    await this.#send('POST', `sightings/add/${uuid}`, 'add a sighting', {
      body: { type: EXPIRATION, timestamp: at, source },
      idempotent: false,
    });
  }

  /** Events that are not published and whose titles begin so. */
  async unpublished(info: string): Promise<readonly { readonly uuid: string; readonly info: string }[]> {
    const answer = await this.#send('POST', 'events/restSearch', 'look for events', {
      body: { returnFormat: 'json', eventinfo: `${info}%`, published: false, metadata: true },
    });
    const events = (read(answer).response ?? []) as readonly { readonly Event?: Readonly<Record<string, unknown>> }[];
    return events
      .filter(({ Event: one }) => [false, 0, '0'].includes(one?.['published'] as string))
      .map(({ Event: one }) => ({ uuid: String(one?.['uuid']), info: String(one?.['info']) }));
  }

  async publish(event: string): Promise<void> {
    await this.#send('POST', `events/publish/${event}`, 'publish the event', { body: {} });
  }

  #send(
    method: string,
    path: string,
    label: string,
    { body, ...more }: Partial<Omit<SinkRequest, 'body'>> & { readonly body?: Json | object } = {},
  ): Promise<SinkAnswer> {
    return this.#client.send({
      method,
      url: `${this.#base}/${path}`,
      headers: { authorization: this.#key, accept: 'application/json', 'content-type': 'application/json' },
      label,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...more,
    });
  }
}

/** Of sightings: that something counts no longer. */
const EXPIRATION = '2';
