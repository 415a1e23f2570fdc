import type { Expr, TableLookup, Tmpl } from '../basics/value.ts';
import { isTagged } from '../yaml/tagged.ts';
import type { SourceFacts, Vocabulary } from '../basics/vocabulary.ts';

/** Owners of names that a definition declares: a bare path that begins with one has most likely lost its sign. */
const OWNERS: ReadonlySet<string> = new Set(['user', 'options', 'args']);

/** What expressions, templates and look-ups in parts of a definition read by name. */
export class Reads {
  readonly #vocabulary: Vocabulary;
  /** Variables → the members of theirs that are read; undefined: the variable as a whole. */
  readonly #variables = new Map<string, Set<string | undefined>>();
  readonly #tables = new Set<string>();

  constructor(vocabulary: Vocabulary, parts: readonly unknown[]) {
    this.#vocabulary = vocabulary;
    for (const part of parts)
      eachReader(part, (one) => {
        if (one.kind === 'lookup') this.#tables.add(one.table.name);
        else this.#source(one);
      });
  }

  variable(name: string): boolean {
    return this.#variables.has(name);
  }

  /** The member itself, or its owner as a whole. */
  member(owner: string, name: string): boolean {
    const members = this.#variables.get(owner);
    return members?.has(name) === true || members?.has(undefined) === true;
  }

  table(name: string): boolean {
    return this.#tables.has(name);
  }

  #source(source: Expr | Tmpl): void {
    const { variables, tables = [], fields = [] } = factsOf(source, this.#vocabulary);
    for (const { name, path } of variables) this.#note(name, path[0]);
    for (const { path } of fields) if (OWNERS.has(path[0] ?? '')) this.#note(path[0] ?? '', path[1]);
    for (const { name } of tables) if (name !== undefined) this.#tables.add(name);
  }

  #note(name: string, member: string | undefined): void {
    const members = this.#variables.get(name) ?? new Set();
    this.#variables.set(name, members.add(member));
  }
}

export const factsOf = (source: Expr | Tmpl, vocabulary: Vocabulary): SourceFacts =>
  source.kind === 'expr' ? vocabulary.expression(source.source) : vocabulary.template(source.source);

/** All that reads by name in a part of the model; what is in a table reads nothing. */
const eachReader = (node: unknown, take: (reader: Expr | Tmpl | TableLookup) => void): void => {
  if (typeof node !== 'object' || node === null || node instanceof Map) return;
  if (isTagged(node)) return take(node);
  if ('kind' in node && node.kind === 'lookup' && 'table' in node) take(node as TableLookup);
  for (const part of Object.values(node)) eachReader(part, take);
};
