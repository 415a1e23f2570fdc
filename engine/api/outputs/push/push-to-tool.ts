import type { Channel, Receipt, RemoteSink } from '../../../components/sinks/sink.ts';
import { lineOf } from '../../../http/answer/vendor-words.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import { createRedactor } from '../../../http/redactor/redactor.ts';
import type { OutboxBatch, OutboxOutcome } from '../../../store/contract/outbox.ts';
import { deliveriesOf } from './deliveries.ts';
import type { RemoteWay } from '../destination/destination.ts';
import type { Pushing } from './pushing.ts';
import { openSinkClient } from './sink-client.ts';
import { attachmentContent } from './attachment-content.ts';

/** Sends a tool batch after batch; each is confirmed before the next. `again`: what it has refused, and nothing else. */
export const pushToTool = async (pushing: Pushing, way: RemoteWay, again: boolean): Promise<void> => {
  const { world, store, destination } = pushing;
  const redactor = createRedactor();
  for (const secret of destination.secrets) redactor.add(secret);
  world.protect(redactor.redact);
  const client = openSinkClient(world, way.http, way.sink.addresses(destination.options), destination);
  try {
    const channel = await way.sink.open(destination.options, {
      now: world.now(),
      name: destination.name,
      table: pushing.table,
      refuse: (_, reason) => pushing.done.refused.add(reason),
      client,
      clock: world.now,
      mistake: (message, hint) => new UsageError('config.destination', message, { place: destination.place, hint }),
      secret: redactor.learn,
      content: (sha256) => attachmentContent(store.attachmentPath(sha256)),
    });
    const { relations } = way.sink;
    const open = { channel, relations };
    await (again ? sendRefused(pushing, open) : sendChanges(pushing, open));
    await channel.end?.();
  } finally {
    await client.close();
  }
};

interface Open {
  readonly channel: Channel;
  readonly relations: RemoteSink['relations'];
}

const sendChanges = async (pushing: Pushing, open: Open): Promise<void> => {
  const { world, store, destination } = pushing;
  for (let isLast = false; !isLast;) {
    world.signal.throwIfAborted();
    const batch = store.outbox.next(destination.name, open.channel.batch, world.now());
    isLast = batch.isLast;
    const outcomes = await send(pushing, open, batch);
    store.outbox.confirm(destination.name, batch.position, outcomes, world.now());
    pushing.onProgress(pushing.done);
  }
};

const sendRefused = async (pushing: Pushing, open: Open): Promise<void> => {
  const { world, store, destination } = pushing;
  let after = 0;
  for (let isLast = false; !isLast;) {
    world.signal.throwIfAborted();
    const batch = store.outbox.refusedItems(destination.name, open.channel.batch, after, world.now());
    isLast = batch.isLast;
    after = batch.items.at(-1)?.object.id ?? after;
    const outcomes = await send(pushing, open, batch);
    store.outbox.confirm(destination.name, undefined, outcomes, world.now());
    pushing.onProgress(pushing.done);
  }
};

const send = async (
  pushing: Pushing,
  { channel, relations }: Open,
  { items }: OutboxBatch,
): Promise<readonly OutboxOutcome[]> => {
  const { world, store, destination, done } = pushing;
  const { deliveries, outcomes } = deliveriesOf(items, {
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
    store.outbox.attempt(destination.name, ids);
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
  if (receipt.kind === 'refused') return { kind: 'refused', id, reason: lineOf(receipt.reason, redact) };
  if (receipt.kind === 'left-out') return { kind: 'passed-over', id };
  return { kind: isGone ? 'taken-back' : 'delivered', id, far: receipt.far };
};
