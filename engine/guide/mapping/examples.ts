import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { Pack, ReportEntry } from '../../language/model.ts';
import type { Expr, ReportValue } from '../../language/basics/value.ts';
import { MappingCounts } from '../../run/report/mapping-counts.ts';
import { bindElements } from '../../run/report/elements.ts';
import { textsOf } from '../../run/report/scalars.ts';
import { bindOptional } from '../../run/report/skipped.ts';
import type { SampleRecords } from '../samples/read-samples.ts';
import { attempt, type Situations, type Wish } from '../samples/situations.ts';
import { valuesAt } from '../samples/without.ts';
import { namesBefore } from '../trace/feed-scope.ts';

/** Longer texts are cut. */
const LONGEST = 160;

export interface Wanted {
  readonly entry: ReportEntry;
  readonly value: ReportValue;
  /** Only where this holds as well. */
  readonly when?: Expr | undefined;
  readonly wish: Wish;
}

/** What the mapping makes of the samples. */
export class Examples {
  readonly #pack: Pack;
  readonly #evaluator: Evaluator;
  readonly #situations: Situations;
  readonly #samples: ReadonlyMap<string, readonly SampleRecords[]>;

  constructor(pack: Pack, evaluator: Evaluator, situations: Situations, samples: ReadonlyMap<string, readonly SampleRecords[]>) {
    this.#pack = pack;
    this.#evaluator = evaluator;
    this.#situations = situations;
    this.#samples = samples;
  }

  /** The first text that a value gives over the samples; null where it never gives one. */
  of({ entry, value, when, wish }: Wanted): string | null {
    const evaluator = this.#evaluator;
    const bound = bindOptional(value, evaluator);
    const holds = when && evaluator.condition(when);
    for (const { context, scope } of this.#elements(entry, wish)) {
      const [found] = attempt(() =>
        holds?.(context, scope) === false ? [] : textsOf(bound.evaluate(context, scope), value.place),
      );
      if (found !== undefined) return shortened(found);
    }
    return null;
  }

  /** Whether the vendor writes times there as numbers since 1970. */
  isEpoch(call: string, names: readonly string[]): boolean {
    const before = namesBefore(this.#pack.endpoints.get(call)?.records).length;
    const records = (this.#samples.get(call) ?? []).flatMap((sample) => sample.records);
    const [found] = valuesAt(records, names.slice(before));
    return (typeof found === 'number' || typeof found === 'string') && /^\d{9,17}(?:\.\d+)?$/.test(String(found));
  }

  *#elements(entry: ReportEntry, wish: Wish): Generator<{ readonly context: unknown; readonly scope: Scope }> {
    const when = entry.when && this.#evaluator.condition(entry.when);
    const elements = entry.each && bindElements(entry.each, entry.name, this.#evaluator, new MappingCounts());
    for (const { record, scope } of this.#situations.under(wish)) {
      const [holds = false] = attempt(() => [when?.(record, scope) ?? true]);
      if (!holds) continue;
      if (elements === undefined) yield { context: record, scope };
      else yield* attempt(() => elements(record, scope));
    }
  }
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);
