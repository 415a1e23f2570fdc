import { randomBytes } from 'node:crypto';
import { UsageError } from '../../../language/basics/errors.ts';

/** Where a store on PostgreSQL is. */
export interface PostgresAddress {
  /** As `pg` takes it, with what a session of the store needs; it may hold a password, so it is never shown. */
  readonly connectionString: string;
  /** The schema in which the tables of the store are: a tenant has one of its own. */
  readonly schema: string;
  /** Without a password: for messages, and to name files. */
  readonly shown: string;
}

const SCHEMES: readonly string[] = ['postgres:', 'postgresql:'];
const DEFAULT_SCHEMA = 'feedwright';
/** Short enough to be no longer when PostgreSQL cuts names at 63 bytes. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;
const SECRETS: readonly string[] = ['password', 'sslpassword'];

/** Sessions of one process have one name, by which all of them are ended when it is taken for dead. */
export const OWN_NAME = 'feedwright-';
/** Of every session: that of a machine that died ends within half a minute, and its locks are free. */
const SESSION = ['tcp_keepalives_idle=10', 'tcp_keepalives_interval=5', 'tcp_keepalives_count=3'];

export const isPostgresAddress = (text: string): boolean => SCHEMES.some((scheme) => text.startsWith(scheme));

const wrong = (why: string, place?: UsageError['place']): UsageError =>
  new UsageError('store.address', `The address of the store is no address of a PostgreSQL database: ${why}.`, {
    place,
    hint: 'Write it as postgres://USER@HOST:PORT/DATABASE, with #, / and @ of a password as %23, %2F and %40, and behind it ?schema=NAME for a tenant.',
  });

/** A user without a host, as in `postgres://me@/feeds?host=/run/postgresql`, is none to URL, though to `pg`. */
const NO_HOST = 'nohost.invalid';

const parsed = (text: string, place?: UsageError['place']): URL => {
  const whole = text.replace('@/', `@${NO_HOST}/`);
  if (!URL.canParse(whole)) throw wrong('it can not be read', place);
  return new URL(whole);
};

const hrefOf = (url: URL): string => url.href.replace(`@${NO_HOST}/`, '@/');

const shownOf = (url: URL, schema: string): string => {
  const shown = new URL(url);
  shown.password = '';
  for (const name of [...SECRETS, 'schema']) shown.searchParams.delete(name);
  if (schema !== DEFAULT_SCHEMA) shown.searchParams.set('schema', schema);
  return hrefOf(shown);
};

/**
 * Reads `postgres://…` as `pg` does (`host=`, `sslmode=` and the like behind `?`), and takes `schema=` out of it. Throws UsageError
 * `store.address`, which never shows the address: there may be a password in it. `readOnly`: sessions of it can't write.
 */
export const parsePostgresAddress = (
  text: string,
  { readOnly = false, place }: { readonly readOnly?: boolean; readonly place?: UsageError['place'] } = {},
): PostgresAddress => {
  const url = parsed(text, place);
  if (!SCHEMES.includes(url.protocol)) throw wrong('it begins with another scheme', place);
  if (url.hash !== '') throw wrong('there is a "#" in it', place);
  const schema = url.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!SCHEMA.test(schema) || schema.startsWith('pg_'))
    throw wrong('a schema is named with small letters, digits and "_", and does not begin with "pg_"', place);
  const shown = shownOf(url, schema);
  url.searchParams.delete('schema');
  const own = url.searchParams.get('options');
  const settings = [`search_path=${schema}`, ...SESSION, ...(readOnly ? ['default_transaction_read_only=on'] : [])];
  const options = settings.map((setting) => `-c ${setting}`);
  url.searchParams.set('options', [...(own === null ? [] : [own]), ...options].join(' '));
  if (!url.searchParams.has('application_name'))
    url.searchParams.set('application_name', `${OWN_NAME}${randomBytes(4).toString('hex')}`);
  return { connectionString: hrefOf(url), schema, shown };
};

/** The address of another schema in the same database: a tenant's, whose name is put behind the schema's own. */
export const schemaOfTenant = (text: string, tenant: string): string => {
  const url = parsed(text);
  url.searchParams.set('schema', `${parsePostgresAddress(text).schema}_${tenant}`);
  return hrefOf(url);
};
