import type { Delivery } from '../../../components/sinks/sink.ts';
import type { OutboxItem, OutboxOutcome } from '../../../store/contract/outbox.ts';
import type { Outbox } from '../../../store/contract/outbox.ts';
import { heldBack, released, takenBack, type HoldBack } from '../destination/hold-back.ts';
import type { PushCounts } from './push-counts.ts';

/** What a destination is told of a batch, in its order. */
export interface Deliveries {
  readonly deliveries: readonly (Delivery & { readonly id: number })[];
  /** Of objects that are not sent. */
  readonly outcomes: readonly OutboxOutcome[];
}

/**
 * What is gone is taken back from who has it, and so is what a destination may have no longer. A relation goes with the end that goes out
 * later: the destination has, or gets with this batch, both.
 */
export const deliveriesOf = (
  items: readonly OutboxItem[],
  outbox: Outbox,
  name: string,
  holdBack: HoldBack,
  done: PushCounts,
): Deliveries => {
  const reasons = new Map(items.map(({ object }) => [object.id, heldBack(object, holdBack)]));
  const isTold = ({ object, known, attempted }: OutboxItem): boolean =>
    known || attempted || (object.gone === undefined && reasons.get(object.id) === undefined);
  const told = items.filter(isTold);
  const others = new Set(told.flatMap(({ object }) => object.relations.map(({ other }) => other.id)));
  const has = outbox.known(name, others);
  const gets = new Set(
    told.filter(({ object }) => object.gone === undefined && reasons.get(object.id) === undefined).map(({ object }) => object.id),
  );
  const mayKnow = (id: number): boolean => gets.has(id) || (has.has(id) && !reasons.has(id));
  const farOf = (id: number): string | undefined => has.get(id);
  for (const { object } of items.filter((item) => !isTold(item)))
    done.leftOut.add(reasons.get(object.id) ?? 'gone before it was sent');
  return {
    deliveries: told.map(({ object, known, attempted, far }) => ({
      id: object.id,
      object:
        object.gone === undefined && reasons.get(object.id) === undefined
          ? released(object, holdBack, mayKnow, farOf)
          : takenBack(object),
      known,
      attempted,
      far,
    })),
    outcomes: items.filter((item) => !isTold(item)).map(({ object }) => ({ kind: 'passed-over', id: object.id })),
  };
};
