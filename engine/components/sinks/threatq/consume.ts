import type { ThreatqApi } from './api.ts';
import type { Body, Home } from './body.ts';
import { type Found, foundIn } from './records.ts';

/** An object on its way to the list that is consumed. */
export interface Consumed {
  readonly home: Home;
  readonly body: Body;
  /** What it is there, or in the far side's words why it is not. */
  result: Found | { readonly refused: string } | undefined;
}

/** Sends lists of objects; each of a list is to have a name of its own, as answers come in no promised order. */
export class Consumer {
  readonly #api: ThreatqApi;
  readonly #batch: number;

  constructor(api: ThreatqApi, batch: number) {
    this.#api = api;
    this.#batch = batch;
  }

  async consume(all: readonly Consumed[]): Promise<void> {
    for (const [collection, some] of Map.groupBy(all, ({ home }) => home.collection))
      for (const list of lists(some, this.#batch)) await this.#halves(collection, list);
  }

  /** A list that is refused goes again in halves, until it is known which of them it is. */
  async #halves(collection: string, list: readonly Consumed[]): Promise<void> {
    const [first] = list;
    if (first === undefined) return;
    const said = await this.#api.call({
      method: 'POST',
      path: `${collection}/consume`,
      json: list.map(({ body }) => body),
      label: `add ${collection}`,
    });
    if ('data' in said) {
      const open = matched(list, foundIn(said.data));
      if (open.length === 0) return;
      if (list.length > 1) {
        for (const one of open) await this.#halves(collection, [one]);
        return;
      }
    }
    if (list.length === 1) {
      first.result = { refused: 'refused' in said ? said.refused : 'the answer does not name it' };
      return;
    }
    const half = Math.ceil(list.length / 2);
    await this.#halves(collection, list.slice(0, half));
    await this.#halves(collection, list.slice(half));
  }
}

const nameOf = ({ body, home }: Consumed): string => String(body[home.key]).toLowerCase();

/** In the order in which they came, as few lists as may be. */
const lists = (all: readonly Consumed[], batch: number): readonly (readonly Consumed[])[] => {
  const made: { readonly names: Set<string>; readonly list: Consumed[] }[] = [];
  for (const one of all) {
    const name = nameOf(one);
    const found = made.find(({ names, list }) => list.length < batch && !names.has(name));
    if (found === undefined) made.push({ names: new Set([name]), list: [one] });
    else {
      found.names.add(name);
      found.list.push(one);
    }
  }
  return made.map(({ list }) => list);
};

/** Those whose name the answer has get what it says of it; the others are given back. One alone is what it speaks of. */
const matched = (list: readonly Consumed[], found: readonly Found[]): readonly Consumed[] => {
  const [only] = list;
  if (list.length === 1 && found.length === 1 && only !== undefined) {
    only.result = found[0];
    return [];
  }
  const byName = new Map(found.map((one) => [String(one['value'] ?? one['name'] ?? one['title'] ?? '').toLowerCase(), one]));
  return list.filter((one) => {
    one.result = byName.get(nameOf(one));
    return one.result === undefined;
  });
};
