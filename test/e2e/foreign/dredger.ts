import type { Asked, Given } from '../../components/live.ts';

export interface Item {
  readonly id: number;
  readonly revision: number;
  readonly domain: string;
  readonly confidence: number;
}

/** A made-up vendor: a queue of items, handed out two at a time, each with a receipt, until they are acknowledged. */
export class Dredger {
  queue: Item[] = [];
  /** Statuses of the next acknowledgements, instead of 200. */
  refusals: number[] = [];
  /** It forgets what it was told. */
  forgets = false;
  #batch = 0;

  readonly answer = ({ url, body }: Asked): Given => {
    if (url.pathname === '/consume') {
      const items = this.queue.slice(0, 2).map((item) => ({ ...item, receipt: `r${item.id}.${item.revision}` }));
      this.#batch++;
      return { json: { batch: { id: `b${this.#batch}`, name: `Batch ${this.queue.length}` }, items } };
    }
    const status = this.refusals.shift();
    if (status !== undefined) return { status, json: { message: 'not now' } };
    const { receipts } = JSON.parse(body) as { readonly receipts: readonly string[] };
    if (!this.forgets) this.queue = this.queue.filter(({ id, revision }) => !receipts.includes(`r${id}.${revision}`));
    return { status: 204 };
  };
}

export const item = (id: number, confidence = 80, revision = 1): Item => ({ id, revision, domain: `d${id}.example`, confidence });
