import { createHash } from 'node:crypto';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { answerScope } from '../../http/answer/answer-scope.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { AfterApplied as Spec } from '../../language/model.ts';
import type { Answer } from '../context/bound-endpoint.ts';
import type { RunContext } from '../context/context.ts';
import { recordHash } from '../context/record-hash.ts';
import { checkArguments } from '../endpoint/arguments.ts';

/** Values that one request may carry. */
const MOST_GATHERED = 100_000;
/** Of an answer that only says that it was heard. */
const MOST_ANSWER = 1024 * 1024;

/** Tells the vendor what is in the store, window by window. */
export interface AfterApplied {
  /** How often the vendor was told. */
  readonly times: number;
  /** A window's source is read, from its start. */
  begin(): void;
  look(records: readonly JsonRecord[], scope: Scope): void;
  /** The window's source has ended, with this answer. */
  end(last: Answer | undefined, scope: Scope): void;
  /** After the window was applied; `again`: the source may have more. Throws what the request throws. */
  tell(records: number): Promise<'again' | 'end'>;
}

/** Undefined where the feed tells nothing, or the run writes nothing. */
export function bindAfterApplied(context: RunContext, dryRun: boolean): AfterApplied | undefined {
  const spec = context.plan.variant?.afterApplied;
  return spec === undefined || dryRun ? undefined : new Telling(spec, context);
}

class Telling implements AfterApplied {
  times = 0;
  readonly #spec: Spec;
  readonly #context: RunContext;
  #gathered = new Set<unknown>();
  #hash = createHash('sha256');
  /** Of the records that the vendor was told of last. */
  #told = '';
  #around: unknown;
  #scope: Scope = {};

  constructor(spec: Spec, context: RunContext) {
    this.#spec = spec;
    this.#context = context;
  }

  begin(): void {
    this.#gathered = new Set();
    this.#hash = createHash('sha256');
  }

  look(records: readonly JsonRecord[], scope: Scope): void {
    const { gather } = this.#spec;
    const bound = gather && this.#context.evaluator.expr(gather);
    for (const record of records) {
      if (this.#spec.repeat) this.#hash.update(recordHash(record));
      const given = bound?.evaluate(record, scope);
      for (const value of Array.isArray(given) ? (given as unknown[]) : [given])
        if (value !== undefined) this.#gathered.add(value);
    }
    if (this.#gathered.size <= MOST_GATHERED) return;
    throw new EngineError('run.gathered', `More than ${MOST_GATHERED} values were gathered to be told to the vendor.`, {
      place: gather?.place,
      hint: 'Ask for fewer records at a time; `repeat: true` goes on with the next ones.',
    });
  }

  end(last: Answer | undefined, scope: Scope): void {
    this.#around = last?.envelope;
    this.#scope = { ...scope, ...(last === undefined ? {} : answerScope(last)), gathered: [...this.#gathered] };
  }

  async tell(records: number): Promise<'again' | 'end'> {
    if (records === 0) return 'end';
    const content = this.#hash.digest('base64url');
    if (this.#spec.repeat && content === this.#told) throw this.#sentAgain(records);
    try {
      await this.#request();
    } catch (error) {
      this.#context.services.report({
        kind: 'notice',
        level: 'warning',
        message: 'What came is in the store, but the vendor could not be told: it sends the same again, which changes nothing.',
      });
      throw error;
    }
    this.times++;
    this.#told = content;
    return this.#spec.repeat ? 'again' : 'end';
  }

  async #request(): Promise<void> {
    const { call, with: tree, place } = this.#spec;
    const bound = this.#context.endpoint(call);
    const given = tree && this.#context.evaluator.tree(tree)(this.#around, this.#scope);
    const scope = { ...this.#scope, args: checkArguments(bound.endpoint, given, place) };
    const request = this.#context.request(bound.endpoint, scope);
    if (bound.endpoint.records.kind === 'bytes')
      await bound.bytes({ request, scope }, async (response) => void (await response.bytes(MOST_ANSWER)));
    else await bound.call({ request, scope, receiver: { begin: () => undefined, batch: async () => undefined } });
  }

  #sentAgain(records: number): EngineError {
    return new EngineError('run.told-in-vain', `The vendor was told of ${records} records, and sent the very same again.`, {
      place: this.#spec.place,
      hint: 'Look at what `after_applied` sends: the vendor does not take it for what it waits for.',
    });
  }
}
