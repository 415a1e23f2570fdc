/** What can be done with one object there. */
import type { Json } from '../../../language/basics/json.ts';
import type { Said, ThreatqApi } from './api.ts';
import { type Body, EXPIRED, type WantedAttribute } from './body.ts';
import { attributeMark } from './far.ts';

export interface Found {
  readonly id: string;
  readonly [member: string]: Json;
}

/** As ThreatQ has it. */
interface FarAttribute {
  readonly id?: Json;
  readonly name?: Json;
  readonly value?: Json;
  readonly sources?: readonly { readonly name?: Json }[];
}

export interface Record {
  readonly collection: string;
  readonly id: string;
}

const NOT_FOUND = 404;
export const STATUS: WantedAttribute = { name: 'Status', value: EXPIRED, sources: [] };

/** The objects of an answer that have an id: a list, or one alone. */
export const foundIn = (data: Json): readonly Found[] =>
  [data]
    .flat()
    .filter((one): one is Found => typeof one === 'object' && one !== null && 'id' in one)
    .map((one) => ({ ...one, id: String(one.id) }));

/** Throws what is refused: the object, or the whole, comes again. */
class RefusedError extends Error {}

export const isRefusal = (error: unknown): error is Error => error instanceof RefusedError;

export class Records {
  readonly #api: ThreatqApi;

  constructor(api: ThreatqApi) {
    this.#api = api;
  }

  async isThere({ collection, id }: Record): Promise<boolean> {
    return this.#done(await this.#api.call({ method: 'GET', path: `${collection}/${id}`, label: 'look for an object' }));
  }

  /** False where it is not there any more. */
  async change({ collection, id }: Record, body: Body): Promise<boolean> {
    if (Object.keys(body).length === 0) return true;
    return this.#done(
      await this.#api.call({ method: 'PUT', path: `${collection}/${id}`, json: body, label: 'change an object' }),
    );
  }

  async remove({ collection, id }: Record): Promise<void> {
    this.#done(await this.#api.call({ method: 'DELETE', path: `${collection}/${id}`, label: 'remove an object' }));
  }

  /** Relates it to one of another collection. */
  async relate({ collection, id }: Record, to: Record): Promise<void> {
    const path = `${collection}/${id}/${to.collection}`;
    this.#done(await this.#api.call({ method: 'POST', path, json: { id: number(to.id) }, label: 'relate two objects' }));
  }

  /**
   * Takes away those that came from here and are not wanted any more: what is remembered as sent, and what has no other source than the
   * object's. `adds`: puts in those that are missing as well.
   */
  async settleAttributes(
    { collection, id }: Record,
    wanted: readonly WantedAttribute[],
    { sent, sources, adds }: { readonly sent: readonly string[]; readonly sources: readonly string[]; readonly adds: boolean },
  ): Promise<void> {
    const said = await this.#api.call({ method: 'GET', path: `${collection}/${id}?with=attributes`, label: 'read attributes' });
    if (!this.#done(said) || !('data' in said)) return;
    const there = attributesIn(said.data);
    const marks = new Set(wanted.map(({ name, value }) => attributeMark(name, value)));
    const path = `${collection}/${id}/attributes`;
    for (const one of there) {
      const mark = attributeMark(String(one.name), String(one.value));
      if (marks.has(mark) || !(sent.includes(mark) || isOnlyFrom(one, sources))) continue;
      this.#done(await this.#api.call({ method: 'DELETE', path: `${path}/${String(one.id)}`, label: 'remove an attribute' }));
    }
    if (!adds) return;
    const present = new Set(there.map((one) => attributeMark(String(one.name), String(one.value))));
    for (const { name, value, sources: own } of wanted.filter((one) => !present.has(attributeMark(one.name, one.value)))) {
      const json = { name, value, ...(own.length === 0 ? {} : { sources: own.map((source) => ({ name: source })) }) };
      this.#done(await this.#api.call({ method: 'POST', path, json, label: 'add an attribute' }));
    }
  }

  /** False where there is nothing of the kind; throws what else is refused. */
  #done(said: Said): boolean {
    if ('data' in said) return true;
    if (said.status === NOT_FOUND) return false;
    throw new RefusedError(said.refused);
  }
}

/** Ids are numbers there. */
export const number = (id: string): Json => (/^\d{1,15}$/.test(id) ? Number(id) : id);

const attributesIn = (data: Json): readonly FarAttribute[] => {
  const [first] = [data].flat() as readonly ({ readonly attributes?: Json } | null)[];
  return Array.isArray(first?.attributes) ? (first.attributes as readonly FarAttribute[]) : [];
};

/** What is said of its sources names none but these. */
const isOnlyFrom = ({ sources = [] }: FarAttribute, ours: readonly string[]): boolean =>
  sources.length > 0 && sources.every(({ name }) => ours.includes(String(name)));
