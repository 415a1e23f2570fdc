import type { Json } from '../../../language/basics/json.ts';
import { jsonOf } from '../answers.ts';
import { type Piece, sendPieces } from '../pieces.ts';
import type { Channel, Delivery, Judgement, Receipt, RemoteContext, SinkAnswer } from '../sink.ts';
import { documentId, documentOf, type EcsTable, ecsTable } from './document.ts';
import { indexBody } from './index-mapping.ts';

export interface BulkOptions {
  /** The index, complete. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly batch: number;
  readonly maxBytes: number;
  readonly gone: 'delete' | 'mark';
  readonly versions: boolean;
}

/** What a bulk request says of one of its actions. */
interface Item {
  readonly status: number;
  readonly error?: { readonly type?: string; readonly reason?: string } | string;
}

const TOO_LARGE = 413;
const CONFLICT = 409;
const NOT_FOUND = 404;
/** What is wrong with all of them, and not with one: the push fails, so that nothing is lost. */
const OF_ALL = new Set([
  'index_not_found_exception',
  'security_exception',
  'cluster_block_exception',
  'index_closed_exception',
  'no_shard_available_action_exception',
  'unavailable_shards_exception',
]);

/** An action of a bulk request, and what has become of it. */
class Action {
  readonly index: number;
  version: number;
  readonly isGone: boolean;
  /** It may have arrived before. */
  mayBeThere: boolean;
  item: Item | undefined;
  readonly #attempted: boolean;

  constructor(index: number, delivery: Delivery) {
    this.index = index;
    this.version = versionOf(delivery);
    this.isGone = delivery.object.gone !== undefined;
    this.#attempted = delivery.attempted;
    this.mayBeThere = delivery.attempted;
  }

  /** The version that an attempt of which nothing is known has left there. */
  get conflictsWith(): number | undefined {
    if (this.item?.status !== CONFLICT || !this.#attempted) return undefined;
    const [, version] = /current version \[(\d{1,15})\]/.exec(reasonOf(this.item)) ?? [];
    return version === undefined ? undefined : Number(version);
  }

  get receipt(): Receipt {
    const { item } = this;
    if (item === undefined) throw new Error('an action without an item');
    const { status } = item;
    const done =
      (status >= 200 && status < 300) || (status === NOT_FOUND && this.isGone) || (status === CONFLICT && this.mayBeThere);
    return done ? { kind: 'confirmed', far: String(this.version) } : { kind: 'refused', reason: reasonOf(item) };
  }
}

/**
 * Rises with every change, with the end of an object, which is none, and each time that it is sent though nothing has changed: the far side
 * takes what is higher than what it has, so that a late repeat never takes the place of what came after it.
 */
const versionOf = ({ object, far }: Delivery): number => {
  const own = 2 * object.change + (object.gone === undefined ? 0 : 1);
  return Math.max(own, Number(far ?? 0) + 1);
};

const typeOf = ({ error }: Item): string => (typeof error === 'object' ? (error.type ?? '') : '');
const reasonOf = ({ status, error }: Item): string =>
  typeof error === 'string'
    ? error
    : [error?.type, error?.reason].filter((one) => one !== undefined).join(': ') || String(status);

/** Sends with the bulk API, whose answer says of each document what became of it. */
export class BulkChannel implements Channel {
  readonly batch: number;
  readonly #options: BulkOptions;
  readonly #context: RemoteContext;
  readonly #table: EcsTable;

  constructor(options: BulkOptions, context: RemoteContext) {
    this.batch = options.batch;
    this.#options = options;
    this.#context = context;
    this.#table = ecsTable(context.table('ecs'));
  }

  /** Makes the index with the types of ECS where there is none. */
  async ensureIndex(): Promise<void> {
    const { url, headers } = this.#options;
    const send = this.#context.client.send;
    // Whoever may only write can't ask.
    const found = await send({ method: 'HEAD', url, headers, label: 'look for the index', expects: [NOT_FOUND, 403] });
    if (found.status !== NOT_FOUND) return;
    const isThere = ({ text }: SinkAnswer): boolean => text.includes('resource_already_exists_exception');
    await send({
      method: 'PUT',
      url,
      headers: { ...headers, 'content-type': 'application/json' },
      body: indexBody(),
      label: 'create the index',
      expects: [400],
      judge: (answer) =>
        answer.status === 400 && !isThere(answer)
          ? { kind: 'failed', because: reasonOf(jsonOf(answer) as unknown as Item) }
          : undefined,
    });
  }

  async deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    const pieces: Piece[] = [];
    const actions = new Map<number, Action>();
    for (const [index, delivery] of batch.entries()) {
      const action = new Action(index, delivery);
      const text = this.#lines(delivery, action);
      if (typeof text === 'object') receipts[index] = { kind: 'left-out', reason: text.leftOut };
      else {
        actions.set(index, action);
        pieces.push({ index, text });
      }
    }
    await this.#sendAll(pieces, actions, receipts);
    await this.#sendAll(this.#over(batch, actions), actions, receipts);
    for (const [index, action] of actions) receipts[index] ??= action.receipt;
    return receipts;
  }

  #sendAll(pieces: readonly Piece[], actions: ReadonlyMap<number, Action>, receipts: Receipt[]): Promise<void> {
    const send = (some: readonly Piece[]): Promise<SinkAnswer | undefined> => this.#send(some, actions);
    return sendPieces(pieces, { room: this.#options.maxBytes, between: 0, send }, receipts);
  }

  /** Those that an attempt which broke off has left with as high a version, and perhaps as something else: they go over it. */
  #over(batch: readonly Delivery[], actions: ReadonlyMap<number, Action>): readonly Piece[] {
    return [...actions].flatMap(([index, action]) => {
      const current = action.conflictsWith;
      if (current === undefined) return [];
      action.version = current + 1;
      const text = this.#lines(batch[index] as Delivery, action);
      return typeof text === 'string' ? [{ index, text }] : [];
    });
  }

  /** The action and what belongs to it, each in a line of its own. */
  #lines({ object }: Delivery, { version, isGone }: Action): string | { readonly leftOut: string } {
    const mapped = documentOf(object, this.#table);
    if ('leftOut' in mapped) return mapped;
    const { gone, versions } = this.#options;
    const target: Record<string, Json> = { _id: documentId(object), ...(versions ? { version, version_type: 'external' } : {}) };
    return isGone && gone === 'delete'
      ? `${JSON.stringify({ delete: target })}\n`
      : `${JSON.stringify({ index: target })}\n${JSON.stringify(mapped.document)}\n`;
  }

  /** Those that the far side is too busy for go again by themselves. */
  async #send(pieces: readonly Piece[], actions: ReadonlyMap<number, Action>): Promise<SinkAnswer | undefined> {
    const { url, headers } = this.#options;
    let open = pieces;
    const actionOf = ({ index }: Piece): Action => actions.get(index) as Action;
    const answer = await this.#context.client.send({
      method: 'POST',
      url: `${url}/_bulk`,
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      label: 'add documents',
      expects: [TOO_LARGE],
      prepare: (attempt) => {
        if (attempt > 0) for (const piece of open) actionOf(piece).mayBeThere = true;
        return { body: open.map(({ text }) => text).join('') };
      },
      judge: (said) => {
        if (said.status === TOO_LARGE) return undefined;
        const items = itemsIn(said);
        if (items?.length !== open.length) return { kind: 'failed', because: 'no answer that belongs to the documents' };
        for (const [at, piece] of open.entries()) actionOf(piece).item = items[at];
        open = open.filter((piece) => isBusy(actionOf(piece).item));
        return judgementOf(items);
      },
    });
    return answer.status === TOO_LARGE ? answer : undefined;
  }
}

const isBusy = (item: Item | undefined): boolean => item !== undefined && (item.status === 429 || item.status >= 500);

const judgementOf = (items: readonly Item[]): Judgement | undefined => {
  const ofAll = items.find((item) => item.status === 401 || item.status === 403 || OF_ALL.has(typeOf(item)));
  if (ofAll !== undefined && !isBusy(ofAll)) return { kind: 'failed', because: reasonOf(ofAll) };
  const busy = items.find(isBusy);
  return busy === undefined ? undefined : { kind: 'again', because: reasonOf(busy) };
};

/** One for each action, in their order; undefined where the answer is no answer of the bulk API. */
const itemsIn = (answer: SinkAnswer): readonly Item[] | undefined => {
  const body = jsonOf(answer) as { readonly items?: unknown } | null | undefined;
  if (!Array.isArray(body?.items)) return undefined;
  const items = (body.items as readonly unknown[]).map((one) => Object.values(one ?? {})[0] as Partial<Item> | undefined);
  return items.every((item): item is Item => typeof item?.status === 'number') ? items : undefined;
};
