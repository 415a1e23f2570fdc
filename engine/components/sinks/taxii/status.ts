import { jsonOf } from '../answers.ts';
import type { SinkAnswer } from '../sink.ts';

/** What a server says of an envelope (TAXII 2.1, section 4.3). */
export interface TaxiiStatus {
  readonly id: string;
  readonly isComplete: boolean;
  readonly total: number;
  readonly success: number;
  readonly failure: number;
  readonly pending: number;
  /** Ids of objects. */
  readonly successes: ReadonlySet<string>;
  /** With the server's words. */
  readonly failures: ReadonlyMap<string, string>;
}

/** It stands in a path. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:~-]{0,199}$/;
const COUNTS = ['total_count', 'success_count', 'failure_count', 'pending_count'] as const;

/** Undefined where the answer is no status. */
export const readStatus = (answer: Pick<SinkAnswer, 'text'>): TaxiiStatus | undefined => {
  const body = recordOf(jsonOf(answer));
  const { id, status } = body;
  const [total, success, failure, pending] = COUNTS.map((name) => countIn(body[name]));
  if (typeof id !== 'string' || !ID.test(id) || (status !== 'complete' && status !== 'pending')) return undefined;
  if (total === undefined || success === undefined || failure === undefined || pending === undefined) return undefined;
  return {
    id,
    isComplete: status === 'complete',
    total,
    success,
    failure,
    pending,
    successes: new Set(detailsIn(body['successes']).map(([one]) => one)),
    failures: new Map(detailsIn(body['failures'])),
  };
};

/** Empty where it is none. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const detailsIn = (value: unknown): readonly (readonly [id: string, message: string])[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [])
    .map(recordOf)
    .flatMap(({ id, message }) =>
      typeof id === 'string'
        ? [[id, typeof message === 'string' && message.trim() !== '' ? message : 'it does not say why']]
        : [],
    );

/** What became of an object: it is there, the far side's reason why not, or undefined where it is not known. */
export type Fate = { readonly kind: 'added' } | { readonly kind: 'refused'; readonly reason: string } | undefined;

/** By a complete status. Without lists the counts speak for all of them, where they agree. */
export const fateOf = (status: TaxiiStatus, id: string, sent: number): Fate => {
  const reason = status.failures.get(id);
  if (reason !== undefined) return { kind: 'refused', reason };
  if (status.successes.has(id)) return { kind: 'added' };
  const { success, failure, pending, failures } = status;
  const isAllTold = failure === failures.size && pending === 0 && success + failure >= sent;
  return isAllTold ? { kind: 'added' } : undefined;
};

/** What the counts say where no list does. */
export const countsOf = ({ total, success, failure, pending }: TaxiiStatus): string =>
  `of ${total} it says that ${success} succeeded, ${failure} failed and ${pending} are pending, and not which`;
