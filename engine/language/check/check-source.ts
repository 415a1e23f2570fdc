import type { Findings } from '../basics/findings.ts';
import { nearest, suggest } from '../basics/nearest.ts';
import type { Expr, Tmpl } from '../basics/value.ts';
import type { SourceFacts, Vocabulary } from '../basics/vocabulary.ts';
import type { Scope } from './scope.ts';

/** Functions that read the headers of an answer. */
const OF_ANSWER: ReadonlySet<string> = new Set(['header', 'link']);

type Variable = SourceFacts['variables'][number];
type Field = NonNullable<SourceFacts['fields']>[number];

/** Members of variables that no vendor's data has by chance: those that a definition declares, and the bounds of a range. */
const isOwn = (owner: string, member: string): boolean =>
  ['user', 'options', 'args'].includes(owner) ||
  (['run', 'window', 'slice'].includes(owner) && ['since', 'until'].includes(member));

/** Told of each expression and template, and of what it may name; where it stands in several places, of each. */
export type OnSource = (source: Expr | Tmpl, scope: Scope) => void;

/** Checks the expressions and templates of one pack: their syntax, and every name that they use. */
export class SourceChecker {
  readonly #vocabulary: Vocabulary;
  readonly #findings: Findings;
  readonly #tables: ReadonlySet<string>;
  readonly #onSource: OnSource | undefined;
  readonly #functions: Readonly<Record<'expr' | 'tmpl', ReadonlySet<string>>>;
  readonly #seen = new Set<Expr | Tmpl>();
  readonly #windowless = new Set<string>();
  readonly #absent = new Map<ReadonlyMap<string, string>, Set<string>>();

  /** `tables`: the names of the pack's. */
  constructor(vocabulary: Vocabulary, findings: Findings, tables: ReadonlySet<string>, onSource?: OnSource) {
    this.#tables = tables;
    this.#onSource = onSource;
    this.#vocabulary = vocabulary;
    this.#findings = findings;
    this.#functions = { expr: new Set(vocabulary.functions), tmpl: new Set(vocabulary.templateFunctions) };
  }

  isFunction(name: string): boolean {
    return this.#functions.expr.has(name) || this.#functions.tmpl.has(name);
  }

  /** Without a scope only what holds everywhere is checked: for values that could not be placed. Gives the variables used. */
  check(source: Expr | Tmpl, scope: Scope | undefined): readonly Variable[] {
    if (scope !== undefined) this.#onSource?.(source, scope);
    if (source.source.trim() === '' || (scope === undefined && this.#seen.has(source))) return [];
    this.#seen.add(source);
    const facts = source.kind === 'expr' ? this.#vocabulary.expression(source.source) : this.#vocabulary.template(source.source);
    if (facts.error !== undefined) {
      const { code, message, offset, hint } = facts.error;
      this.#findings.error(code, source.placeAt(offset), message, hint ?? syntaxHint(source));
      return [];
    }
    for (const { code, message, offset, hint } of facts.warnings ?? [])
      this.#findings.warning(code, source.placeAt(offset), message, hint);
    for (const { name, offset } of facts.functions) this.#function(source, name, offset, scope);
    for (const table of facts.tables ?? []) this.#table(source, table);
    if (scope !== undefined) for (const variable of facts.variables) this.#variable(source, variable, scope);
    const [field] = facts.fields ?? [];
    const hasData = scope === undefined || scope.data === true || (scope.data === 'expressions' && source.kind === 'expr');
    if (field !== undefined && !hasData) this.#field(source, field, scope);
    else for (const one of facts.fields ?? []) this.#sign(source, one, scope);
    return facts.variables;
  }

  #function(source: Expr | Tmpl, name: string, offset: number, scope: Scope | undefined): void {
    const [sign, known] = source.kind === 'expr' ? ['$', this.#functions.expr] : ['', this.#functions.tmpl];
    if (name === 'eval') {
      this.#findings.error(
        'expression.eval-banned',
        source.placeAt(offset),
        '`$eval` is not allowed: it would run text that comes from the vendor.',
        'Say in the expression itself what is to be computed.',
      );
    } else if (OF_ANSWER.has(name) && scope !== undefined && !scope.variables.has('response')) {
      this.#findings.error(
        'expression.no-response',
        source.placeAt(offset),
        `\`$${name}\` reads the header of an answer, and ${scope.label} has none.`,
        'It stands in outcomes, `success_when`, `paginate`, `state` and `records`.',
      );
    } else if (scope?.variables.has(name)) {
      this.#findings.error(
        'expression.not-a-function',
        source.placeAt(offset),
        `\`${sign}${name}\` is a value, not a function.`,
        `Write \`${sign}${name}\` without parentheses.`,
      );
    } else if (!known.has(name)) {
      const near = nearest(name, known);
      this.#findings.error(
        'expression.unknown-function',
        source.placeAt(offset),
        `There is no function \`${sign}${name}\`.`,
        near === undefined
          ? "Only JSONata's functions and those of the function reference may be called."
          : `Did you mean \`${sign}${near}\`?`,
      );
    }
  }

  #table(source: Expr | Tmpl, { name, offset }: NonNullable<SourceFacts['tables']>[number]): void {
    const place = source.placeAt(offset);
    if (name === undefined)
      this.#findings.error(
        'table.no-name',
        place,
        'The name of the table that `$table` looks up is no text in quotes.',
        "Write `$table('name', key)`: which table it is has to be known before anything runs.",
      );
    else if (!this.#tables.has(name) && !this.#findings.isLost(name))
      this.#findings.error(
        'table.unknown',
        place,
        `There is no table \`${name.slice(0, 64)}\`.`,
        this.#tables.size === 0 ? 'Declare it under `tables:` of the pack.' : suggest(name, this.#tables),
      );
  }

  /** A bare path where there is nothing that it could be a path into: most often the mark of the author's own names is missing. */
  #field(source: Expr | Tmpl, { path, offset }: Field, scope: Scope): void {
    const [written, sign] = source.kind === 'expr' ? [path.join('.'), '$'] : [`{{${path.join('.')}}}`, '@'];
    const [head = ''] = path;
    const owners = scope.variables.has(head)
      ? [path]
      : [...scope.variables].flatMap(([name, known]) => (known?.has(head) === true ? [[name, ...path]] : []));
    const meant = owners.map((one) => (source.kind === 'expr' ? `\`$${one.join('.')}\`` : `\`{{@${one.join('.')}}}\``));
    this.#findings.error(
      'expression.no-data',
      source.placeAt(offset),
      `\`${written}\` would be a field of the vendor's data, and ${scope.label} has none to read.`,
      meant.length === 0
        ? `What is yours is written with \`${sign}\`: ${[...scope.variables.keys()].map((one) => `\`${sign}${one}\``).join(', ')}; a text stands in quotes.`
        : `Did you mean ${meant.join(' or ')}?`,
    );
  }

  /** A path that begins as a name of the author's own does, where there is data of the vendor's that it reads instead. */
  #sign(source: Expr | Tmpl, { path, offset }: Field, scope: Scope | undefined): void {
    const [owner = '', member = ''] = path;
    if (!isOwn(owner, member) || scope?.variables.get(owner)?.has(member) !== true) return;
    const [written, meant] =
      source.kind === 'expr' ? [path.join('.'), `$${path.join('.')}`] : [`{{${path.join('.')}}}`, `{{@${path.join('.')}}}`];
    this.#findings.warning(
      'expression.no-sign',
      source.placeAt(offset),
      `\`${written}\` reads a field of the vendor's data, though the definition has a \`${owner}.${member}\` of its own.`,
      `Did you mean \`${meant}\`?`,
    );
  }

  #variable(source: Expr | Tmpl, variable: Variable, scope: Scope): void {
    const { name, path, offset } = variable;
    const sign = source.kind === 'expr' ? '$' : '@';
    if (name === '' || name === '$') return;
    if (scope.variables.has(name)) {
      this.#range(source, variable, scope);
      return this.#member(source, name, path[0], offset, scope);
    }
    if (source.kind === 'expr' && (name === 'eval' || this.#functions.expr.has(name)))
      return name === 'eval' ? this.#function(source, name, offset, scope) : undefined;
    if (this.#findings.isLost(name)) return;
    if (scope.later.has(name)) {
      return this.#findings.error(
        'expression.bound-later',
        source.placeAt(offset),
        `\`${sign}${name}\` is not yet bound in ${scope.label}.`,
        'Filters come first, then supplemental calls, then `let`, each in the order of the file; then the report.',
      );
    }
    if (scope.absent?.has(name) === true && !this.#isNew(scope.absent, name)) return undefined;
    this.#findings.error(
      'expression.unknown-variable',
      source.placeAt(offset),
      `There is no variable \`${sign}${name}\` in ${scope.label}.`,
      variableHint(name, sign, scope),
    );
  }

  /** What is missing in a whole part is told where it is read first. */
  #isNew(absent: ReadonlyMap<string, string>, name: string): boolean {
    const told = this.#absent.get(absent) ?? new Set();
    const isNew = !told.has(name);
    this.#absent.set(absent, told.add(name));
    return isNew;
  }

  /** What only a window gives, where a feed has none. */
  #range(source: Expr | Tmpl, { name, path: [member], offset }: Variable, { windowless }: Scope): void {
    const bound = member === 'since' || member === 'until';
    const ofRange = (name === 'window' && (bound || member === undefined)) || (name === 'run' && bound);
    if (windowless === undefined || !ofRange) return;
    const { feed, always } = windowless;
    // That one window is missing is one mistake, however many read it.
    if (always && this.#windowless.has(feed)) return;
    this.#windowless.add(feed);
    const what = `${source.kind === 'expr' ? '$' : '@'}${name}${member === undefined ? '' : `.${member}`}`;
    this.#findings[always ? 'error' : 'warning'](
      'expression.no-window',
      source.placeAt(offset),
      `\`${what}\` is ${always ? 'always ' : ''}missing for \`${feed}\`, which has no \`window\`.`,
      always
        ? 'Add `window: { period: P7D }` to the feed, with how far back its first run reaches, or read no range here.'
        : 'Add `window: { period: P7D }` to that feed, or write `name?:` before the expression so that it leaves the member out.',
    );
  }

  #member(source: Expr | Tmpl, name: string, member: string | undefined, offset: number, scope: Scope): void {
    const members = scope.variables.get(name);
    if (members === undefined || member === undefined || members.has(member) || this.#findings.isLost(member)) return;
    const owner = `${source.kind === 'expr' ? '$' : '@'}${name}`;
    const { code, what, where } = kinds[name] ?? { code: 'expression.unknown-member', what: 'member', where: undefined };
    const lacking = name === 'user' ? scope.lacking.get(member) : undefined;
    if (lacking !== undefined) {
      return this.#findings.error(
        code,
        source.placeAt(offset),
        `The option \`${member}\` is not declared by \`${lacking}\`, which uses this too.`,
        'Declare it under `user_fields` of the pack, for all of its feeds and actions.',
      );
    }
    const hint =
      members.size === 0 && where !== undefined ? `Declare it under \`${where}\`.` : suggest(member, members, `${owner}.`);
    this.#findings.error(code, source.placeAt(offset), `There is no ${what} \`${member}\` for \`${owner}\`.`, hint);
  }
}

interface MemberKind {
  readonly code: string;
  readonly what: string;
  /** Where a definition declares such names. */
  readonly where: string | undefined;
}

const kinds: Readonly<Record<string, MemberKind>> = {
  args: { code: 'expression.unknown-argument', what: 'argument', where: 'args' },
  options: { code: 'expression.unknown-option', what: 'option', where: 'options' },
  user: { code: 'expression.unknown-option', what: 'option', where: 'user_fields' },
};

const variableHint = (name: string, sign: string, scope: Scope): string => {
  const absent = scope.absent?.get(name);
  if (absent !== undefined) return absent;
  const near = nearest(name, scope.variables.keys());
  if (near !== undefined) return `Did you mean \`${sign}${near}\`?`;
  const members = [...scope.variables].find(([, known]) => known?.has(name));
  if (members !== undefined) return `Did you mean \`${sign}${members[0]}.${name}\`?`;
  return `A field of the vendor's is written without \`${sign}\`; here are ${[...scope.variables.keys()].map((one) => `\`${sign}${one}\``).join(', ')}.`;
};

const syntaxHint = (source: Expr | Tmpl): string =>
  source.kind === 'expr'
    ? 'Check brackets and quotes; in YAML an expression with `,` `#` `: ` `?` or quotes goes under `!expr |-` or in quotes.'
    : 'A template is text with `{{field}}`, `{{@user.option}}` or `{{function field}}` in it.';
