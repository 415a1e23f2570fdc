/** What an expression at one position may name; the table of the language document, one function a row. */
export interface Scope {
  /** The position in words: `a request`. */
  readonly label: string;
  /** Variables without their `$`; with the members that they have, where those are known. */
  readonly variables: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Names that are bound only behind this position. */
  readonly later: ReadonlySet<string>;
  /**
   * Is there data of the vendor's for bare paths to read? `expressions`: of an answer, which only the words that take an
   * expression alone may look into.
   */
  readonly data: boolean | 'expressions';
  /** Names that this position alone lacks → what to do. */
  readonly absent?: ReadonlyMap<string, string> | undefined;
  /** Options that some of the feeds using this position lack → the first such feed. */
  readonly lacking: ReadonlyMap<string, string>;
  /** A feed that uses this position has no window: the stretch of time that it asks for is missing. */
  readonly windowless?: Windowless | undefined;
}

export interface Windowless {
  readonly feed: string;
  /** No other feed that uses this position has one either. */
  readonly always: boolean;
}

export type Variables = Readonly<Record<string, Iterable<string> | undefined>>;

const scope = (label: string, variables: Variables, later: Iterable<string> = []): Scope => ({
  label,
  variables: new Map(
    Object.entries(variables).map(([name, members]) => [name, members === undefined ? undefined : new Set(members)]),
  ),
  later: new Set(later),
  lacking: new Map(),
  data: false,
});

const overData = (base: Scope): Scope => ({ ...base, data: true });

/** The same scope with further names bound. */
export const extend = (base: Scope, label: string, variables: Variables, later: Iterable<string> = []): Scope => ({
  label,
  variables: new Map([...base.variables, ...scope('', variables).variables]),
  later: new Set(later),
  lacking: base.lacking,
  data: base.data,
  absent: base.absent,
  windowless: base.windowless,
});

/** The same scope without these names, and what to do for whoever uses one of them. */
export const without = (base: Scope, names: ReadonlySet<string>, hint: string): Scope => ({
  ...base,
  variables: new Map([...base.variables].filter(([name]) => !names.has(name))),
  absent: new Map([...names].map((name) => [name, hint])),
});

const run = ['since', 'until', 'now', 'id'];
const range = ['since', 'until'];
const signed = ['method', 'target', 'path', 'query', 'host', 'headers', 'body', 'body_hash'];
const page = ['number', 'offset', 'token', 'after', 'size'];

type Names = Iterable<string>;

export const settingScope = (user: Names): Scope => scope('a setting', { user });

export const authScope = (user: Names): Scope => ({
  ...scope('the authentication', { user, token: undefined, request: signed, timestamp: undefined, signature: undefined }),
  data: 'expressions',
});

export const requestScope = (user: Names, args: Names): Scope =>
  scope('a request', { user, run, window: range, page, state: undefined, args, slice: range, partition: undefined });

/** Outcomes, `success_when`, `paginate`, `state`: over the body around the records. */
export const envelopeScope = (request: Scope): Scope =>
  overData(extend(request, 'the answer of a request', { response: ['status'] }));

/** Of a source with `each`: a call for one entry of its index. */
export const entryScope = (base: Scope, label: string, variables: Variables): Scope => overData(extend(base, label, variables));

/** `of`: an entry of an index is looked at before its documents are asked for, whose pages there are not yet. */
export const recordScope = (user: Names, of: 'record' | 'entry' = 'record'): Scope =>
  overData(
    scope('a record', {
      user,
      run,
      window: range,
      parent: undefined,
      partition: undefined,
      ...(of === 'record' ? { page: ['body'] } : {}),
    }),
  );

export const actionScope = (user: Names, options: Names): Scope => scope('an action', { user, object: undefined, options });

/** Names that a `let` or a supplemental can't take. */
export const reservedNames: ReadonlySet<string> = new Set([
  'user', 'run', 'window', 'page', 'state', 'args', 'slice', 'partition', 'response', 'header', 'link', 'parent', 'record',
  'records', 'gathered', 'object', 'options', 'token', 'request', 'timestamp', 'signature', 'job',
]); // prettier-ignore
