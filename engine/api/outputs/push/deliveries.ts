import type { Delivery, RemoteSink } from '../../../components/sinks/sink.ts';
import type { OutboxItem, OutboxOutcome, StoredOutbound } from '../../../store/contract/outbox.ts';
import type { Outbox } from '../../../store/contract/outbox.ts';
import { heldBack, released, takenBack, type HoldBack } from '../destination/hold-back.ts';
import type { PushCounts } from './push-counts.ts';

/** What a destination is told of a batch, in its order. */
export interface Deliveries {
  readonly deliveries: readonly (Delivery & { readonly id: number })[];
  /** Of objects that are not sent. */
  readonly outcomes: readonly OutboxOutcome[];
}

export interface Recipient {
  readonly outbox: Outbox;
  readonly name: string;
  readonly holdBack: HoldBack;
  /** As they were read with the items. */
  readonly relations?: RemoteSink['relations'];
  readonly done: PushCounts;
  /** ms since epoch */
  readonly now: number;
}

/**
 * What is gone is taken back from who has it, and so is what a destination may have no longer. A relation goes with the end that goes out
 * later: the destination has, or gets with this batch, both. Where objects come with relations of their own it goes with its beginning,
 * each time, if its end may ever go there.
 */
export const deliveriesOf = async (items: readonly OutboxItem[], recipient: Recipient): Promise<Deliveries> => {
  const { holdBack, done } = recipient;
  const reasons = new Map(items.map(({ object }) => [object.id, heldBack(object, holdBack)]));
  const isLive = ({ id, gone }: StoredOutbound): boolean => gone === undefined && reasons.get(id) === undefined;
  const isTold = ({ object, known, attempted }: OutboxItem): boolean => known || attempted || isLive(object);
  const told = items.filter(isTold);
  const gets = new Set(told.filter(({ object }) => isLive(object)).map(({ object }) => object.id));
  const others = new Set(told.flatMap(({ object }) => object.relations.map(({ other }) => other.id)));
  const has = await recipient.outbox.known(recipient.name, others);
  const allowed = recipient.relations === undefined ? undefined : await allowedOf(others, recipient);
  const mayKnow = (id: number): boolean => allowed?.has(id) ?? (gets.has(id) || (has.has(id) && !reasons.has(id)));
  for (const { object } of items.filter((item) => !isTold(item)))
    done.leftOut.add(reasons.get(object.id) ?? 'gone before it was sent');
  return {
    deliveries: told.map(({ object, known, attempted, far }) => ({
      id: object.id,
      object: isLive(object) ? released(object, holdBack, mayKnow, (id) => has.get(id)) : takenBack(object),
      known,
      attempted,
      far,
    })),
    outcomes: items.filter((item) => !isTold(item)).map(({ object }) => ({ kind: 'passed-over', id: object.id })),
  };
};

/** Those that the rules let through, whether they count still or not: what is sent of an object does not hang on when. */
const allowedOf = async (ids: ReadonlySet<number>, { outbox, holdBack, now }: Recipient): Promise<ReadonlySet<number>> => {
  const heads = await outbox.heads([...ids], now);
  return new Set(heads.filter((object) => heldBack(object, holdBack) === undefined).map(({ id }) => id));
};
