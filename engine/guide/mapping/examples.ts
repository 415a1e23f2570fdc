import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { AttributeSpec, Pack, ReportEntry } from '../../language/model.ts';
import type { Expr, ReportValue } from '../../language/basics/value.ts';
import { bindAttributes } from '../../run/report/attributes.ts';
import { MappingCounts } from '../../run/report/mapping-counts.ts';
import { bindElements } from '../../run/report/elements.ts';
import { textsOf } from '../../run/report/scalars.ts';
import { bindOptional } from '../../run/report/skipped.ts';
import type { SampleRecords } from '../samples/read-samples.ts';
import { attempt, type Situation, type Situations, type Wish } from '../samples/situations.ts';
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
  /** Data that an example must hang on: without them it would be another. */
  readonly of?: Wish['missing'] | undefined;
}

type Element = Situation;

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
  of(wanted: Wanted): string | null {
    const { entry, wish, of } = wanted;
    const textOf = this.#textOf(wanted);
    const elementsOf = this.#elementsOf(entry);
    const without = of && this.#situations.under({ ...wish, missing: [...wish.missing, ...of] });
    for (const [index, situations] of this.#situations.under(wish).entries()) {
      const others = without?.[index]?.flatMap(elementsOf) ?? [];
      for (const [at, element] of situations.flatMap(elementsOf).entries()) {
        const found = textOf(element);
        if (found === undefined) continue;
        const other = others[at];
        if (without === undefined || other === undefined || textOf(other) !== found) return shortened(found);
      }
    }
    return null;
  }

  /** The first attribute whose name comes with the data, as `name = value`; null where there is none. */
  ofNamed(entry: ReportEntry, spec: AttributeSpec, wish: Wish): string | null {
    const bound = bindAttributes({ ...entry, attributes: [spec], select: undefined }, this.#evaluator, {}, new MappingCounts());
    for (const { record, scope } of this.#situations.under(wish).flat().flatMap(this.#elementsOf(entry))) {
      const [found] = attempt(() => bound(record, scope));
      if (found !== undefined) return shortened(`${found.name} = ${found.value}`);
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

  #textOf({ value, when }: Wanted): (element: Element) => string | undefined {
    const bound = bindOptional(value, this.#evaluator);
    const holds = when && this.#evaluator.condition(when);
    return ({ record, scope }) =>
      attempt(() => (holds?.(record, scope) === false ? [] : textsOf(bound.evaluate(record, scope), value.place)))[0];
  }

  /** What an entry is over, in one situation. */
  #elementsOf(entry: ReportEntry): (situation: Situation) => readonly Element[] {
    const when = entry.when && this.#evaluator.condition(entry.when);
    const elements = entry.each && bindElements(entry.each, entry.name, this.#evaluator, new MappingCounts());
    return ({ record, scope }) =>
      attempt(() => {
        if (when?.(record, scope) === false) return [];
        if (elements === undefined) return [{ record, scope }];
        return elements(record, scope).map((one) => ({ record: one.context as JsonRecord, scope: one.scope }));
      });
  }
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);
