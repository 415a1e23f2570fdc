import type { Channel, Receipt, RemoteSink } from '../../../components/sinks/sink.ts';
import { lineOf } from '../../../http/answer/vendor-words.ts';
import type { OutboxBatch, OutboxOutcome, OutboxPosition } from '../../../store/contract/outbox.ts';
import { deliveriesOf } from './deliveries.ts';
import type { Pushing } from './pushing.ts';

export interface Open {
  readonly channel: Channel;
  readonly relations: RemoteSink['relations'];
}

/** Keeps what became of a batch; the position is undefined where what was refused is sent again. */
export type Confirm = (position: OutboxPosition | undefined, outcomes: readonly OutboxOutcome[]) => void | Promise<void>;

/** Sends batch after batch; each is handed to `confirm` before the next. `again`: what was refused, and nothing else. */
export const sendBatches = async (pushing: Pushing, open: Open, again: boolean, confirm: Confirm): Promise<void> => {
  const { world, store, destination } = pushing;
  const { channel, relations } = open;
  let from: OutboxPosition | undefined;
  let after = 0;
  for (let isLast = false; !isLast;) {
    world.signal.throwIfAborted();
    const batch = again
      ? await store.outbox.refusedItems(destination.name, channel.batch, after, world.now(), { relations })
      : await store.outbox.next(destination.name, channel.batch, world.now(), { from, relations });
    isLast = batch.isLast;
    after = batch.items.at(-1)?.object.id ?? after;
    from = batch.position;
    const outcomes = await send(pushing, open, batch);
    await confirm(again ? undefined : from, outcomes);
  }
};

const send = async (
  pushing: Pushing,
  { channel, relations }: Open,
  { items }: OutboxBatch,
): Promise<readonly OutboxOutcome[]> => {
  const { world, store, destination, done } = pushing;
  const { deliveries, outcomes } = await deliveriesOf(items, {
    outbox: store.outbox,
    name: destination.name,
    holdBack: destination.holdBack,
    relations,
    done,
    now: world.now(),
  });
  const all = [...outcomes];
  // A tool that changed its mind about the size of a batch gets the items in parts.
  for (let at = 0; at < deliveries.length; at += channel.batch) {
    const part = deliveries.slice(at, at + channel.batch);
    const ids = part.map(({ id }) => id);
    await store.outbox.attempt(destination.name, ids);
    const receipts = await channel.deliver(part);
    for (const [index, { id, object }] of part.entries()) {
      const isGone = object.gone !== undefined;
      const outcome = outcomeOf(id, isGone, receipts[index], world.redact);
      all.push(outcome);
      done.count(outcome, receipts[index]);
    }
  }
  return all;
};

const outcomeOf = (
  id: number,
  isGone: boolean,
  receipt: Receipt | undefined,
  redact: (text: string) => string,
): OutboxOutcome => {
  if (receipt === undefined) throw new Error('a sink gave fewer receipts than it got objects');
  if (receipt.kind === 'refused')
    return { kind: 'refused', id, reason: lineOf(receipt.reason, redact), isThere: receipt.isThere };
  if (receipt.kind === 'left-out') return { kind: 'passed-over', id };
  return { kind: isGone ? 'taken-back' : 'delivered', id, far: receipt.far };
};
