import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { WindowStaging } from '../../store/contract/store.ts';
import { recordHash } from '../context/record-hash.ts';
import type { RunContext } from '../context/context.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { Counter } from '../context/ledger.ts';
import { failureText } from '../context/failures.ts';
import { NotOfSubtype } from './plain-lines.ts';
import { shown } from '../context/unreadable.ts';

/** A record that could not be judged or mapped. */
export interface Bad {
  readonly record: JsonRecord;
  readonly key: string | undefined;
  readonly place: string;
  readonly error: EngineError;
}

/** Kept as key, place and error: the content may hold what must not be stored, and the vendor's words a secret. */
export function quarantine(bad: Bad, staging: WindowStaging, counter: Counter, redact: (text: string) => string): string {
  const error = redact(failureText(bad.error));
  const key = shown(bad.key) ?? recordHash(bad.record);
  counter.quarantined++;
  counter.firstFailure ??= bad.error instanceof NotOfSubtype ? bad.error.quoted(redact) : error;
  const { code, place } = bad.error;
  counter.firstAside ??= { code, error, ...(place === undefined ? {} : { place: formatPlace(place) }) };
  staging.quarantine({ key, place: bad.place, code: bad.error.code, error });
  return key;
}

/** The records of one window, and those of earlier ones, that are set aside until they come through. */
export class SetAside {
  readonly #context: RunContext;
  /** By key, or by content where the key was not known by then. */
  readonly #names: Set<string>;

  /** `earlier`: what is set aside already. */
  constructor(context: RunContext, earlier: Iterable<string>) {
    this.#context = context;
    this.#names = new Set(earlier);
  }

  /** `original`: the record as it came. It counts for none that was had, so that it comes through when it is given again. */
  add(bad: Bad, original: JsonRecord, staging: WindowStaging, counter: Counter): void {
    this.#names.add(quarantine(bad, staging, counter, this.#context.services.redact));
    this.#context.state?.session.setAside?.(original);
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  has(record: JsonRecord, keyOf: () => string | undefined): boolean {
    if (this.isEmpty) return false;
    if (this.#names.has(recordHash(record))) return true;
    const key = attempt(keyOf);
    return key !== undefined && this.#names.has(key);
  }

  /** `record`: as it was mapped; `original`: as it came. */
  putThrough(key: string | undefined, record: JsonRecord, original: JsonRecord, staging: WindowStaging): void {
    if (this.isEmpty) return;
    const contents = record === original ? [recordHash(record)] : [recordHash(record), recordHash(original)];
    for (const name of [key, ...contents]) if (name !== undefined && this.#names.delete(name)) staging.putThrough(name);
  }
}

/** Undefined where it fails. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

/** A key of several parts as one text; records that lack all of them have none. */
export const keyText = (
  parts: readonly { evaluate(record: JsonRecord, scope: Scope): unknown }[],
  record: JsonRecord,
  scope: Scope,
): string | undefined => {
  const values = parts.map((part) => part.evaluate(record, scope) ?? null);
  return values.some((value) => value !== null) ? JSON.stringify(values) : undefined;
};
