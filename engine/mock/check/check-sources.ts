import type { Findings } from '../../language/basics/findings.ts';
import { nearest, suggest } from '../../language/basics/nearest.ts';
import type { Expr, Tmpl } from '../../language/basics/value.ts';
import type { SourceFacts, Vocabulary } from '../../language/basics/vocabulary.ts';
import { SourceChecker } from '../../language/check/check-source.ts';
import type { Scope } from '../../language/check/scope.ts';
import { REQUEST_FIELDS } from './mock-scope.ts';
import { taggedIn } from './tagged-in.ts';

const FIELDS: ReadonlySet<string> = new Set(REQUEST_FIELDS);

/** Mocks have no tables: `$table` is no function to them. */
const withoutTables = (vocabulary: Vocabulary): Vocabulary => ({
  ...vocabulary,
  expression: (source) => ({ ...vocabulary.expression(source), tables: [] }),
  functions: vocabulary.functions.filter((name) => name !== 'table'),
});

/** Checks the expressions and templates of a mock, and keeps which names of `data` they use. */
export class MockSources {
  readonly #vocabulary: Vocabulary;
  readonly #findings: Findings;
  readonly #checker: SourceChecker;
  readonly #usedData = new Set<string>();
  #usesAllData = false;

  constructor(vocabulary: Vocabulary, findings: Findings) {
    this.#vocabulary = withoutTables(vocabulary);
    this.#findings = findings;
    this.#checker = new SourceChecker(this.#vocabulary, findings, new Set());
  }

  /** Every source in the tree. */
  check(tree: unknown, scope: Scope): void {
    for (const source of taggedIn(tree)) {
      const facts = this.#facts(source);
      for (const { name, path } of this.#checker.check(source, { ...scope, absent: hintsFor(facts, scope) })) {
        const [member] = path;
        if (name !== 'data') continue;
        if (member === undefined) this.#usesAllData = true;
        else this.#usedData.add(member);
      }
      for (const field of facts.fields ?? []) this.#field(source, field);
    }
  }

  usesData(name: string): boolean {
    return this.#usesAllData || this.#usedData.has(name);
  }

  /** Names that the tree uses. */
  variablesOf(tree: unknown): ReadonlySet<string> {
    return new Set([...taggedIn(tree)].flatMap((source) => this.#facts(source).variables.map(({ name }) => name)));
  }

  #facts({ kind, source }: Expr | Tmpl): SourceFacts {
    if (source.trim() === '') return { variables: [], functions: [] };
    return kind === 'expr' ? this.#vocabulary.expression(source) : this.#vocabulary.template(source);
  }

  #field(source: Expr | Tmpl, { path: [head = ''], offset }: NonNullable<SourceFacts['fields']>[number]): void {
    if (FIELDS.has(head)) return;
    this.#findings.error(
      'mock.unknown-field',
      source.placeAt(offset),
      `A request has no \`${head.slice(0, 64)}\`.`,
      suggest(head, REQUEST_FIELDS),
    );
  }
}

/** What to do about names that are none: most often a part of the request is meant. */
function hintsFor({ variables }: SourceFacts, { variables: known, absent = new Map<string, string>() }: Scope): Scope['absent'] {
  const unknown = variables
    .map(({ name }) => name)
    .filter((name) => !known.has(name) && nearest(name, known.keys()) === undefined);
  const hints = unknown.map((name) => {
    const near = nearest(name, REQUEST_FIELDS);
    return [
      name,
      near === undefined
        ? `What the request has is written without \`$\`, as \`query.name\`; with it here are ${[...known.keys()].map((one) => `\`$${one}\``).join(', ')}.`
        : `Did you mean \`${near}\` (within another path \`$request.${near}\`)?`,
    ] as const;
  });
  return new Map([...hints, ...absent]);
}
