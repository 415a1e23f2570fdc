import type { Findings } from '../basics/findings.ts';
import type { Action, Feed, Pack, UserField } from '../model.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, Tmpl } from '../basics/value.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';

/** What only decides, and is kept nowhere. */
const DECIDES: ReadonlySet<string> = new Set(['when', 'where', 'withdraw', 'select', 'test', 'userFields', 'place']);

/** A secret is for requests alone: what flows into an object, a key or the state is stored and shown. */
export function checkSecrets(pack: Pack, vocabulary: Vocabulary, findings: Findings): void {
  const told = new Set<Expr | Tmpl>();
  for (const feed of pack.feeds.values()) {
    const flow = new Flow(userSecrets([...feed.userFields, ...(pack.connection?.userFields ?? [])]), vocabulary, findings, told);
    flow.keep(feed.partition, 'the partition');
    flow.keep(feed.state, 'the state');
    for (const one of [feed.key, feed.version]) flow.keep(one, 'the key');
    for (const filter of feed.filters) flow.keep(filter, 'the record');
    for (const { name, value } of feed.let) flow.bind(name, value);
    for (const part of keptOf(feed)) flow.keep(part, 'an object');
  }
  const all = [...pack.feeds.values()].flatMap(({ userFields }) => userFields);
  const flow = new Flow(userSecrets([...all, ...(pack.connection?.userFields ?? [])]), vocabulary, findings, told);
  for (const { key, version, outcomes } of pack.endpoints.values()) {
    for (const one of [key, version]) flow.keep(one, 'the key');
    flow.keep(outcomes, 'a message');
  }
  flow.keep(pack.connection?.outcomes, 'a message');
  for (const action of pack.actions.values()) {
    const own = new Flow(actionSecrets(action), vocabulary, findings, told);
    for (const { name, value } of action.let) own.bind(name, value);
    own.keep(action.outcomes, 'a message');
    own.keep(action.result, 'the result');
  }
}

const keptOf = ({ report, relate, fulfillment }: Feed): readonly unknown[] => [
  ...report,
  ...relate,
  ...fulfillment.map(({ with: args }) => args),
];

/** Owners (`user`, `options`, `args`) → those of their members that are secret. */
export type Secrets = Readonly<Record<string, ReadonlySet<string>>>;

const secretsOf = (fields: readonly UserField[]): ReadonlySet<string> =>
  new Set(fields.filter(({ type }) => type === 'secret').map(({ name }) => name));

export const userSecrets = (fields: readonly UserField[]): Secrets => ({ user: secretsOf(fields) });

export const actionSecrets = ({ userFields, options }: Action): Secrets => ({
  user: secretsOf(userFields),
  options: secretsOf(options),
});

class Flow {
  readonly #secrets: Secrets;
  readonly #vocabulary: Vocabulary;
  readonly #findings: Findings;
  readonly #told: Set<Expr | Tmpl>;
  /** Names of `let` → the secret that they hold. */
  readonly #bound = new Map<string, string>();

  constructor(secrets: Secrets, vocabulary: Vocabulary, findings: Findings, told: Set<Expr | Tmpl>) {
    [this.#secrets, this.#vocabulary, this.#findings, this.#told] = [secrets, vocabulary, findings, told];
  }

  bind(name: string, value: unknown): void {
    for (const source of sourcesIn(value))
      for (const { secret } of secretsIn(source, this.#secrets, this.#vocabulary, this.#bound)) this.#bound.set(name, secret);
  }

  keep(part: unknown, what: string): void {
    for (const source of sourcesIn(part)) {
      const [first] = secretsIn(source, this.#secrets, this.#vocabulary, this.#bound);
      if (first === undefined || this.#told.has(source)) continue;
      this.#told.add(source);
      this.#findings.error(
        'secret.kept',
        first.place,
        `The secret ${first.secret} would become a part of ${what}: it would be stored and shown.`,
        'Use a secret in requests and `auth` alone; what is to be told apart by account takes an option of another type, or `instance` names.',
      );
    }
  }
}

/** Where a source takes in a secret: the option itself, all options at once, or a name that holds one. */
export function secretsIn(
  source: Expr | Tmpl,
  secrets: Secrets,
  vocabulary: Vocabulary,
  bound: ReadonlyMap<string, string> = new Map(),
): readonly { readonly secret: string; readonly place: Place }[] {
  if (bound.size === 0 && Object.values(secrets).every(({ size }) => size === 0)) return [];
  const { variables } = source.kind === 'expr' ? vocabulary.expression(source.source) : vocabulary.template(source.source);
  return variables.flatMap(({ name, path: [member], offset }) => {
    // Whether it is there tells nothing of it.
    if (/(\$exists\(|\bexists|#if|#unless)\s*[$@]?$/.test(source.source.slice(0, offset))) return [];
    const owned = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    const held = owned === undefined ? bound.get(name) : secretAt(member, owned);
    return held === undefined ? [] : [{ secret: held, place: source.placeAt(offset) }];
  });
}

const secretAt = (member: string | undefined, secrets: ReadonlySet<string>): string | undefined => {
  if (member === undefined) return secrets.size === 0 ? undefined : `\`${[...secrets][0] ?? ''}\``;
  return secrets.has(member) ? `\`${member}\`` : undefined;
};

/** Every expression and template in a part of the model. */
export function* sourcesIn(node: unknown): Generator<Expr | Tmpl> {
  if (typeof node !== 'object' || node === null || node instanceof Map) return;
  if ('kind' in node && (node.kind === 'expr' || node.kind === 'tmpl')) yield node as Expr | Tmpl;
  else for (const [name, part] of Object.entries(node)) if (!DECIDES.has(name)) yield* sourcesIn(part);
}
