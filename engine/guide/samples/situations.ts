import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { DecidedFeed, Endpoint, Feed, Pack } from '../../language/model.ts';
import { readOptions } from '../../language/user-field/option-values.ts';
import { bindExplainedFilters } from '../../run/records/explain/explain-filters.ts';
import { bindLets } from '../../run/report/lets.ts';
import { namesBefore } from '../trace/feed-scope.ts';
import type { SampleRecords } from './read-samples.ts';
import { without } from './without.ts';

/** A record of the samples with all that the report sees beside it. */
export interface Situation {
  readonly record: JsonRecord;
  readonly scope: Scope;
}

/** Options that differ from their defaults, and data that is left out. */
export interface Wish {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly missing: readonly { readonly call: string; readonly names: readonly string[] }[];
}

/** Records of one sample that are looked at, at most. */
const MOST_RECORDS = 50;

/** What the samples of a feed may come to, under some options; each wish is worked out once. */
export class Situations {
  readonly #feed: Feed;
  readonly #pack: Pack;
  readonly #evaluator: Evaluator;
  readonly #samples: ReadonlyMap<string, readonly SampleRecords[]>;
  readonly #known = new Map<string, readonly (readonly Situation[])[]>();

  constructor(feed: Feed, pack: Pack, evaluator: Evaluator, samples: ReadonlyMap<string, readonly SampleRecords[]>) {
    this.#feed = feed;
    this.#pack = pack;
    this.#evaluator = evaluator;
    this.#samples = samples;
  }

  /** What each combination of samples comes to: the same ones in the same order under every wish, some of them nothing. */
  under(wish: Wish): readonly (readonly Situation[])[] {
    const key = JSON.stringify(wish);
    const known = this.#known.get(key) ?? this.#make(wish);
    this.#known.set(key, known);
    return known;
  }

  #make({ settings, missing }: Wish): readonly (readonly Situation[])[] {
    const evaluator = this.#evaluator;
    const lets = bindLets(this.#feed.let, evaluator);
    // What an author leaves out by a filter is an example of its own all the same.
    const kept = this.#feed.filters.filter(({ kind }) => kind === 'set' || kind === 'expand');
    const filters = bindExplainedFilters({ ...this.#feed, filters: kept } as unknown as DecidedFeed, evaluator);
    const user = { ...optionsOf(this.#feed), ...settings };
    return this.#combinations(missing).map(({ record, scope }) => {
      const own: Scope = { ...MOMENT, user, ...scope };
      return attempt(() =>
        filters(record, own).flatMap(({ record: part }) => {
          if (part === undefined) return [];
          const made = attempt(() => [lets(part, own)]);
          return made.map((bound): Situation => ({ record: part, scope: { ...bound, record: part } }));
        }),
      );
    });
  }

  /** Each record of the source with the first, the second, … sample of its supplemental calls. */
  #combinations(missing: Wish['missing']): readonly Situation[] {
    const { source, supplemental } = this.#feed;
    const calls = source.kind === 'each' ? [source.call] : [...new Set(source.variants.map(({ call }) => call))];
    const answers = supplemental.map(({ name, call }) => ({ name, values: this.#answers(call, missing) }));
    const rounds = Math.max(1, ...answers.map(({ values }) => values.length));
    const [parent] = source.kind === 'each' ? (this.#samples.get(source.each)?.[0]?.records ?? []) : [];
    return calls.flatMap((call) =>
      (this.#samples.get(call) ?? []).flatMap(({ records, envelope }) =>
        records.slice(0, MOST_RECORDS).flatMap((record) =>
          Array.from({ length: rounds }, (_, round): Situation => {
            const supplements = answers.map(({ name, values }) => [name, values[Math.min(round, values.length - 1)]]);
            return {
              record: this.#lacking(record, call, missing) as JsonRecord,
              scope: {
                ...(parent === undefined ? {} : { parent }),
                page: { number: 1, body: envelope },
                ...(Object.fromEntries(supplements) as Scope),
              },
            };
          }),
        ),
      ),
    );
  }

  /** What a supplemental call gives: one record, or a list of them. */
  #answers(call: string, missing: Wish['missing']): readonly unknown[] {
    const isOne = isOneRecord(this.#pack.endpoints.get(call));
    return (this.#samples.get(call) ?? []).map(({ records }) => {
      const left = records.map((record) => this.#lacking(record, call, missing));
      return isOne ? left[0] : left;
    });
  }

  #lacking(record: unknown, call: string, missing: Wish['missing']): unknown {
    const before = namesBefore(this.#pack.endpoints.get(call)?.records).length;
    return missing.filter((one) => one.call === call).reduce((left, { names }) => without(left, names.slice(before)), record);
  }
}

const isOneRecord = (endpoint: Endpoint | undefined): boolean =>
  endpoint !== undefined && endpoint.records.kind !== 'bytes' && endpoint.records.count === 'one';

/** Some moment, since there was no run. */
const MOMENT: Scope = {
  run: { id: 'guide', since: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z', now: '2026-01-02T00:00:00.000Z' },
  window: { since: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' },
};

/** The defaults; of a list with choices everything, so that what an option leaves out has an example. */
const optionsOf = ({ userFields }: Feed): Readonly<Record<string, unknown>> => ({
  ...readOptions(userFields, {}).values,
  ...Object.fromEntries(
    userFields.flatMap((field) =>
      field.type === 'multiselect' ? [[field.name, field.choices.map(({ value }) => value)] as const] : [],
    ),
  ),
});

/** Nothing where the samples and the definition don't go together: `validate` and `try` tell why. */
export const attempt = <T>(work: () => readonly T[]): readonly T[] => {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
};
