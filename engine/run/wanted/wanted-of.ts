/** Goes through a feed for what it reads of its records. */
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { parseTemplate } from '../../expression/template/parse-template.ts';
import type { AttributeSpec, Filter, ReportEntry, Source } from '../../language/model.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Expr, ReportValue, Tree } from '../../language/basics/value.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { selection } from '../report/attributes.ts';
import { Wanted, type Want } from './wanted.ts';

/** What the feed reads of its records; `settings` holds `$user`. */
export function wantedOf({ feed, endpoint }: FeedPlan, evaluator: Evaluator, settings: Scope): Wanted {
  const wants = new Wants(evaluator, settings);
  const { kind, options } = feed.state ?? {};
  if (kind === 'largest') wants.add(options?.['of'] as Expr);
  for (const filter of feed.filters) wants.addFilter(filter);
  for (const part of feed.key.length > 0 ? feed.key : endpoint.key) wants.add(part);
  wants.add(feed.version ?? endpoint.version);
  wants.add(feed.window?.time);
  for (const { when, with: args } of feed.supplemental) {
    wants.add(when);
    wants.addTree(args);
  }
  for (const { name, value } of feed.let) wants.addLet(name, value);
  for (const entry of feed.report) wants.addEntry(entry);
  for (const { when, each, from, to, as } of feed.relate)
    for (const value of each === undefined ? [when, from, to, as] : [when, each.levels[0]]) wants.add(value);
  return wants.all();
}

/** The same of the entries of an index. */
export function wantedOfIndex(source: Extract<Source, { kind: 'each' }>, evaluator: Evaluator, settings: Scope): Wanted {
  const wants = new Wants(evaluator, settings);
  wants.add(source.where);
  wants.addTree(source.with);
  return wants.all();
}

class Wants {
  readonly #evaluator: Evaluator;
  readonly #settings: Scope;
  readonly #wants: Want[] = [];
  readonly #asked = new Set<string>();
  /** Members that filters have set. */
  readonly #made = new Set<string>();
  readonly #lets: { readonly name: string; readonly wants: readonly Want[] }[] = [];
  /** What `expand` gives are other records. */
  #over = false;

  constructor(evaluator: Evaluator, settings: Scope) {
    this.#evaluator = evaluator;
    this.#settings = settings;
  }

  /** Members of which it is said anywhere what happens without them are not wanted. */
  all(): Wanted {
    const lets = this.#lets.filter(({ name }) => !this.#asked.has(`$${name}`)).flatMap(({ wants }) => wants);
    return new Wanted([...this.#wants, ...lets].filter(({ names }) => names.length > 1 || !this.#asked.has(names[0] ?? '')));
  }

  add(value: ReportValue | undefined): void {
    this.#wants.push(...this.#of(value));
  }

  addLet(name: string, value: ReportValue): void {
    this.#lets.push({ name, wants: this.#of(value) });
  }

  addFilter(filter: Filter): void {
    if (filter.kind === 'expand') {
      this.add(filter.expr);
      this.#over = true;
    } else if (filter.kind !== 'set') this.add(filter.test);
    else
      for (const { name, value } of filter.members) {
        this.add(value);
        this.#made.add(name);
      }
  }

  addTree(tree: Tree | undefined): void {
    if (tree === undefined) return;
    if (tree.kind === 'list') for (const item of tree.items) this.addTree(item);
    else if (tree.kind === 'map') for (const { optional, value } of tree.members) this.addTree(optional ? undefined : value);
    else this.add(tree);
  }

  addEntry(entry: ReportEntry): void {
    if (entry.when !== undefined && this.#isOff(entry.when)) return;
    this.add(entry.when);
    // What stands below reads the elements.
    if (entry.each !== undefined) return this.add(entry.each.levels[0]);
    const { type, subtype, identity, value, tags, withdraw, ref } = entry;
    for (const one of [type, subtype, ...identity, value, tags, withdraw, ref, ...Object.values(entry.fields)]) this.add(one);
    for (const { as } of entry.related) this.add(as);
    const selected = selection(entry, this.#evaluator, this.#settings);
    for (const spec of entry.attributes)
      if (spec.kind === 'from' || selected === undefined || selected.has(spec.name)) this.#addAttribute(spec);
  }

  #addAttribute(spec: AttributeSpec): void {
    if (spec.kind === 'from') return void this.#wants.push(...this.#of(spec.each).map((want) => ({ ...want, loose: true })));
    if (spec.when !== undefined && this.#isOff(spec.when)) return;
    this.add(spec.when);
    this.#wants.push(...this.#of(spec.value).map((want) => ({ ...want, loose: true })));
  }

  /** A condition that the options have decided. */
  #isOff(when: Expr): boolean {
    const { reads } = this.#evaluator.expr(when);
    if (reads === undefined || reads.all || reads.paths.length > 0 || reads.variables.some((name) => name !== 'user'))
      return false;
    return !this.#evaluator.condition(when)(undefined, this.#settings);
  }

  #of(value: ReportValue | undefined): readonly Want[] {
    switch (value?.kind) {
      case undefined:
      case 'literal':
        return [];
      case 'lookup':
        return value.missing === undefined ? this.#of(value.of) : [];
      case 'tmpl':
        return this.#wanted(
          fieldsOf(value.source).map((name) => [name]),
          value.place,
        );
      case 'expr': {
        const { groups = [], asked = [] } = this.#evaluator.expr(value).reads?.needs ?? {};
        for (const name of asked) this.#asked.add(name);
        return this.#wanted(groups, value.place);
      }
      default:
        return value satisfies never;
    }
  }

  #wanted(groups: readonly (readonly string[])[], place: Place): readonly Want[] {
    if (this.#over) return [];
    return groups.filter((names) => !names.some((name) => this.#made.has(name))).map((names) => ({ names, place, loose: false }));
  }
}

/** The members that a template writes out; with one of them missing it gives nothing anyway. */
const fieldsOf = (source: string): readonly string[] =>
  parseTemplate(source).flatMap((node) => (node.kind === 'field' && node.path[0] !== undefined ? [node.path[0]] : []));
