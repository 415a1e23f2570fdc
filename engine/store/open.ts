/** Opens a store, whatever lies behind its address. */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { EngineError, UsageError } from '../language/basics/errors.ts';
import type { AttachmentArea } from './attachments/area.ts';
import type { Account, Budget, BudgetServices } from './budget.ts';
import type { OpenedStore } from './contract/opened-store.ts';
import { PostgresBudget } from './postgres/budgets/postgres-budget.ts';
import { isPostgresAddress, parsePostgresAddress } from './postgres/database/address.ts';
import { openPostgres, type OpenPostgresOptions } from './postgres/open-store.ts';
import { budgetsPath, SharedBudget } from './sqlite/budgets/shared-budgets.ts';
import { openStore, type OpenStoreOptions } from './sqlite/open-store.ts';

/** Where a store is. */
export interface StoreAddress {
  readonly kind: 'sqlite' | 'postgres';
  /** The complete path of its file; of a database elsewhere the path to which what lies on this machine for it has its name put. */
  readonly path: string;
  /** `postgres://…`, which may hold a password; of a file its path. */
  readonly text: string;
  /** For people. */
  readonly shown: string;
  /** Where the content of attachments lies; undefined: beside the file, or in the database. */
  readonly attachments?: AttachmentArea | undefined;
}

export type StoreOptions = Omit<OpenStoreOptions, 'path' | 'attachments'> & Pick<OpenPostgresOptions, 'connections' | 'onAgain'>;

const SCHEME = 'sqlite:';

export const sqliteAt = (path: string): StoreAddress => ({ kind: 'sqlite', path, text: path, shown: path });

const postgresAt = (text: string, folder: string, place: UsageError['place']): StoreAddress => {
  const { shown } = parsePostgresAddress(text, { place });
  const name = createHash('sha256').update(shown).digest('hex').slice(0, 12);
  return { kind: 'postgres', path: join(folder, '.feedwright', `postgres-${name}`), text, shown };
};

/** One that was misspelt may hold one all the same. */
const withoutPassword = (text: string): string => text.replace(/:\/\/[^@/]*@/, '://…@').slice(0, 200);

/** Reads `sqlite:PATH`, the path seen from a folder, or `postgres://…`. Throws UsageError. */
export const readStoreAddress = (
  text: string,
  folder: string,
  details: { readonly place?: UsageError['place'] },
): StoreAddress => {
  if (isPostgresAddress(text)) return postgresAt(text, folder, details.place);
  const path = text.slice(SCHEME.length);
  if (text.startsWith(SCHEME) && path !== '' && !path.startsWith(':')) return sqliteAt(resolve(folder, path));
  throw new UsageError('usage.store', `"${withoutPassword(text)}" names no store.`, {
    ...details,
    hint: 'Write sqlite:PATH, such as sqlite:./feeds.db, or postgres://USER@HOST/DATABASE.',
  });
};

/** Opens the store, making it where it is missing. Throws EngineError `store.…` with a plain sentence. */
export const openStoreAt = async (
  { kind, path, text, attachments }: StoreAddress,
  options: StoreOptions,
): Promise<OpenedStore> => {
  if (kind === 'sqlite') return openStore({ path, attachments, ...options });
  try {
    return await openPostgres(text, { ...options, attachments, staging: path });
  } catch (cause) {
    if (options.ifMissing !== 'empty' || !(cause instanceof EngineError) || cause.code !== 'store.missing') throw cause;
    return openStore({ path: ':memory:', ...options });
  }
};

/** What all who use the store may ask of one account together. */
export const openBudget = ({ kind, path, text }: StoreAddress, account: Account, services: BudgetServices): Budget =>
  kind === 'postgres'
    ? new PostgresBudget(parsePostgresAddress(text), account, services)
    : new SharedBudget(budgetsPath(path), account, services);
