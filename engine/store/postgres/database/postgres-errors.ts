import { EngineError } from '../../../language/basics/errors.ts';

interface Failure {
  readonly code: string;
  /** `store`: its address, without a password. */
  readonly says: (store: string) => string;
  readonly hint: string;
}

const AWAY: Failure = {
  code: 'store.away',
  says: (store) => `The database of the store ${store} can't be reached, or has ended the connection.`,
  hint: 'See whether PostgreSQL is running there and lets this machine in; then run again: nothing that was committed is lost.',
};
const REFUSED: Failure = {
  code: 'store.refused',
  says: (store) => `The database of the store ${store} refuses the user: a wrong password, or no right to log in.`,
  hint: 'Check user and password of the address, PGPASSWORD or ~/.pgpass, and pg_hba.conf of the server.',
};
const NO_DATABASE: Failure = {
  code: 'store.no-database',
  says: (store) => `There is no such database for the store ${store}.`,
  hint: 'Make it with `createdb --encoding=UTF8 --template=template0 NAME`, or name another one.',
};
const FORBIDDEN: Failure = {
  code: 'store.forbidden',
  says: (store) => `The user of the store ${store} may not do that in its database.`,
  hint: 'Let the user make a schema (GRANT CREATE ON DATABASE …), or make the schema and give it to the user.',
};
const FULL: Failure = {
  code: 'store.full',
  says: (store) => `There is no room left to write the store ${store}.`,
  hint: "Free some space on the database's disk and run again: nothing that was committed is lost.",
};
const BUSY: Failure = {
  code: 'store.busy',
  says: (store) => `The database of the store ${store} takes no more connections, or has no memory left.`,
  hint: 'Raise max_connections of the server, or run fewer at once.',
};
const READ_ONLY: Failure = {
  code: 'store.read-only',
  says: (store) => `The store ${store} can't be written: its database is a standby, or is set to be read only.`,
  hint: 'Name the primary server.',
};
const CONFLICT: Failure = {
  code: 'store.conflict',
  says: (store) => `Another process has changed the same in the store ${store} at the same moment.`,
  hint: 'Run again: nothing that was committed is lost.',
};
const LOCKED: Failure = {
  code: 'store.locked',
  says: (store) => `The store ${store} is in use by another process that did not let go of it in time.`,
  hint: 'Wait for the other process to end, then try again.',
};
const CORRUPT: Failure = {
  code: 'store.corrupt',
  says: (store) => `The store ${store} is damaged: its database can't read it, or one of its tables is not what it was made as.`,
  hint: 'Restore a backup, or name another database.',
};
const IO: Failure = {
  code: 'store.io',
  says: (store) => `The disk of the database reported an error while the store ${store} was read or written.`,
  hint: 'Check the disk and the log of the server.',
};
const TLS: Failure = {
  code: 'store.tls',
  says: (store) => `No encrypted connection to the database of the store ${store} came about.`,
  hint: 'See `sslmode` and `sslrootcert` of the address: sslmode=verify-full takes a certificate that is known; without TLS, leave it out.',
};

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html): the longest beginning counts. */
const BY_STATE: Readonly<Record<string, Failure>> = {
  '08': AWAY,
  '57P': AWAY,
  '25P03': AWAY,
  '28': REFUSED,
  '3D': NO_DATABASE,
  '42501': FORBIDDEN,
  '53100': FULL,
  '53': BUSY,
  '25006': READ_ONLY,
  '40': CONFLICT,
  '23505': CONFLICT,
  '55P03': LOCKED,
  '57014': LOCKED,
  XX: CORRUPT,
  '42P01': CORRUPT,
  '42703': CORRUPT,
  '3F000': CORRUPT,
  '58': IO,
};

const BY_SYSTEM: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: AWAY,
  ECONNRESET: AWAY,
  ENOENT: AWAY,
  ENOTFOUND: AWAY,
  EAI_AGAIN: AWAY,
  EPIPE: AWAY,
  ETIMEDOUT: AWAY,
  EHOSTUNREACH: AWAY,
  ENETUNREACH: AWAY,
  EACCES: AWAY,
  ENOTSOCK: AWAY,
};

/** What `pg` says without a code. */
const BY_MESSAGE: readonly (readonly [RegExp, Failure])[] = [
  [/SSL|certificate|TLS/i, TLS],
  [/password must be a string|SASL|SCRAM|password/i, REFUSED],
  [/terminat|timeout|ended|not queryable|closed|connection error/i, AWAY],
];

const byState = (code: string): Failure | undefined => BY_STATE[code] ?? BY_STATE[code.slice(0, 3)] ?? BY_STATE[code.slice(0, 2)];

const failureOf = (cause: Error & { readonly code?: unknown }): Failure | undefined => {
  const { code, message } = cause;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return failureOf(cause.errors[0]);
  if (typeof code !== 'string') return BY_MESSAGE.find(([says]) => says.test(message))?.[1];
  if (/^[0-9A-Z]{5}$/.test(code) && byState(code) !== undefined) return byState(code);
  return BY_SYSTEM[code] ?? BY_MESSAGE.find(([says]) => says.test(message))?.[1];
};

/**
 * The sentence for a failure of the database; anything else (a bug) is given back as it is. What the server says itself is only its
 * `cause`: values may stand in it.
 */
export const postgresError = (cause: unknown, store: string): unknown => {
  if (!(cause instanceof Error) || cause instanceof EngineError) return cause;
  const failure = failureOf(cause);
  return failure === undefined ? cause : new EngineError(failure.code, failure.says(store), { hint: failure.hint, cause });
};
