import type { JsonRecord } from '../../language/basics/json.ts';

/** One call for several values: the records of the answer by the text of the value that they belong to. */
export type SendBatch<C> = (call: C, values: readonly unknown[]) => Promise<ReadonlyMap<string, readonly JsonRecord[]>>;

/** Asks for one value; those of the same group that are asked for at about the same time share a call. */
export type AskInBatch<C> = (group: string, call: C, value: unknown) => Promise<readonly JsonRecord[]>;

interface Asked {
  readonly value: unknown;
  readonly settle: (answer: Promise<readonly JsonRecord[]>) => void;
}

interface Open<C> {
  readonly call: C;
  readonly asked: Asked[];
}

/** The text by which a value and what `match` gives are compared. */
export const batchKey = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** A batch is sent when it is full, or when nothing more was added while everything else that was ready ran. */
/** `call`: what the calls of one group have in common. */
export function bindBatch<C>(most: number, send: SendBatch<C>): AskInBatch<C> {
  const groups = new Map<string, Open<C>>();

  const flush = (group: string, batch: Open<C>): void => {
    if (groups.get(group) === batch) groups.delete(group);
    const answer = send(
      batch.call,
      batch.asked.map(({ value }) => value),
    );
    for (const { value, settle } of batch.asked) settle(answer.then((records) => records.get(batchKey(value)) ?? []));
  };

  const flushWhenQuiet = (group: string, batch: Open<C>, before: number): void => {
    setImmediate(() => {
      if (groups.get(group) !== batch) return;
      if (batch.asked.length === before) flush(group, batch);
      else flushWhenQuiet(group, batch, batch.asked.length);
    });
  };

  return (group, call, value) =>
    new Promise((settle) => {
      const batch = groups.get(group) ?? { call, asked: [] };
      batch.asked.push({ value, settle });
      if (batch.asked.length >= most) flush(group, batch);
      else if (batch.asked.length === 1) {
        groups.set(group, batch);
        flushWhenQuiet(group, batch, 0);
      }
    });
}
