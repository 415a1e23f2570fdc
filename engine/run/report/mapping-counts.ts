/** How often the lines of a feed's mapping were asked in a run, and how often they gave something: a misspelt path gives nothing, ever. */
import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { Reads } from '../../expression/definition/reads.ts';
import { formatPlace, type Place } from '../../language/basics/place.ts';
import type { Expr, ReportValue } from '../../language/basics/value.ts';
import type { MappingRow } from './mapping-row.ts';
import { isNothing } from './scalars.ts';

type Condition = (context: unknown, scope: Scope) => boolean;

/** What a value or condition of the definition is called. */
interface LineName {
  /** Undefined: of the feed. */
  readonly entry?: string | undefined;
  /** As the definition calls it. */
  readonly part: string;
  /** Of an attribute, a `let`, a call or an entry that is related. */
  readonly name?: string | undefined;
}

interface LineSpec extends LineName {
  readonly place: Place;
  /** Its text; undefined where it has none. */
  readonly expression?: string | undefined;
}

/** Variables that say nothing of a record: what hangs on them may be switched off. */
const SETTINGS: ReadonlySet<string> = new Set(['user', 'partition', 'run', 'window', 'state']);

/** `let`: what other lines take up, a member that is set as well. */
type LineKind = 'value' | 'condition' | 'let';

/** One line. */
export class MappingLine {
  readonly spec: LineSpec;
  readonly reads: Reads | undefined;
  /** Evaluated so often without a failure. */
  of = 0;
  missed = 0;
  readonly #kind: LineKind;
  readonly #paths: Reads['paths'];
  /** Has anything been there that it reads? Looked for until it gives something. */
  #met = false;

  constructor(spec: LineSpec, reads: Reads | undefined, kind: LineKind) {
    this.spec = spec;
    this.reads = reads;
    this.#kind = kind;
    this.#paths = reads?.paths ?? [];
  }

  /** In the way of every record: what is given costs one addition. */
  count(isGiven: boolean, context: unknown): void {
    this.of++;
    if (!isGiven) this.#miss(context);
  }

  get given(): number {
    return this.of - this.missed;
  }

  #miss(context: unknown): void {
    this.missed++;
    if (!this.#met && this.missed === this.of) this.#met = this.#paths.some((path) => leadsSomewhere(context, path, 0));
  }

  get finding(): MappingRow['finding'] {
    if (this.given > 0 || this.of === 0) return null;
    if (this.#paths.length > 0 && !this.#met) return 'never there';
    return this.#mayBeMeant ? null : 'never given';
  }

  /** Is nothing what the definition means it to give: a condition that was not met, an option that is off, something sought in vain? */
  get #mayBeMeant(): boolean {
    if (this.#kind === 'condition' || this.reads?.variables.some((name) => SETTINGS.has(name)) === true) return true;
    return this.#kind === 'let' && this.#paths.length > 0 && !PLAIN_PATH.test(this.spec.expression ?? '');
  }
}

const PLAIN_PATH = /^[\w$.`]+$/;

/** Is there a member at the end of the path? Lists on the way are gone through. */
function leadsSomewhere(value: unknown, path: readonly string[], at: number): boolean {
  if (Array.isArray(value)) return value.some((item) => leadsSomewhere(item, path, at));
  const name = path[at];
  if (name === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
  return leadsSomewhere((value as Readonly<Record<string, unknown>>)[name], path, at + 1);
}

/** How far the lines were counted. */
export type MappingMark = readonly (readonly [of: number, missed: number])[];

export class MappingCounts {
  readonly #lines = new Map<string, MappingLine>();

  /** The line of this value, the same one each time; undefined for a literal, which can't be wrong in this way. */
  line(spec: LineName, value: ReportValue, reads: Reads | undefined): MappingLine | undefined {
    if (value.kind === 'literal') return undefined;
    return this.#lineOf({ ...spec, ...textOf(value) }, reads, spec.part === 'let' || spec.part === 'set' ? 'let' : 'value');
  }

  /** A line that is no value of its own: calls, relations. */
  lineAt(spec: LineSpec): MappingLine {
    return this.#lineOf(spec, undefined, 'value');
  }

  /** The same value, counted. */
  value<T extends Bound>(spec: LineName, value: ReportValue, bound: T): T {
    const line = this.line(spec, value, bound.reads);
    if (line === undefined) return bound;
    return {
      ...bound,
      evaluate: (context: unknown, scope: Scope) => {
        const given = bound.evaluate(context, scope);
        line.count(!isNothing(given), context);
        return given;
      },
    };
  }

  /** The same condition, counted: it gives something where it is true. */
  condition(spec: LineName, test: Expr, evaluator: Evaluator): Condition {
    const line = this.#lineOf({ ...spec, ...textOf(test) }, evaluator.expr(test).reads, 'condition');
    const holds = evaluator.condition(test);
    return (context, scope) => {
      const isTrue = holds(context, scope);
      line.count(isTrue, context);
      return isTrue;
    };
  }

  mark(): MappingMark {
    return this.#lines
      .values()
      .map(({ of, missed }) => [of, missed] as const)
      .toArray();
  }

  /** What was counted since is not. */
  back(mark: MappingMark): void {
    let at = 0;
    for (const line of this.#lines.values()) [line.of, line.missed] = mark[at++] ?? [0, 0];
  }

  /** Does the work; where it comes to nothing, what it asked is not counted. */
  attempt<T>(work: () => T | undefined): T | undefined {
    const mark = this.mark();
    const done = work();
    if (done === undefined) this.back(mark);
    return done;
  }

  rows(): readonly MappingRow[] {
    const bound = this.#bound();
    // Lets and filters are bound with a window, after the report: they come first all the same.
    return [...this.#lines.values()]
      .toSorted((a, b) => Number(a.spec.entry !== undefined) - Number(b.spec.entry !== undefined))
      .map((line): MappingRow => {
        const { entry, part, name, place, expression } = line.spec;
        return {
          entry: entry ?? null,
          part,
          name: name ?? null,
          place: formatPlace(place),
          expression: expression ?? null,
          given: line.given,
          of: line.of,
          finding: followsFrom(line, bound) ? null : line.finding,
        };
      });
  }

  #lineOf(spec: LineSpec, reads: Reads | undefined, kind: LineKind): MappingLine {
    const key = JSON.stringify([spec.entry, spec.part, spec.name, formatPlace(spec.place)]);
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line = new MappingLine(spec, reads, kind);
    this.#lines.set(key, line);
    return line;
  }

  /** The lines of `let` and of calls, by the variable that holds what they give. */
  #bound(): ReadonlyMap<string, MappingLine> {
    const all = this.#lines.values().filter(({ spec: { part } }) => part === 'let' || part === 'supplemental');
    return new Map(all.map((line) => [line.spec.name ?? '', line]));
  }
}

const textOf = (value: ReportValue): Pick<LineSpec, 'place' | 'expression'> => {
  const written = value.kind === 'lookup' ? value.of : value;
  return { place: value.place, expression: written.kind === 'literal' ? undefined : written.source };
};

/** Does it read nothing but variables that gave nothing? Then it is about those. */
function followsFrom({ reads }: MappingLine, bound: ReadonlyMap<string, MappingLine>): boolean {
  if (reads === undefined || reads.all || reads.paths.length > 0) return false;
  const others = reads.variables.filter((name) => !SETTINGS.has(name));
  return others.length > 0 && others.every((name) => bound.get(name)?.given === 0);
}
