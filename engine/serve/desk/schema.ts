/** What the server itself keeps, beside the store: who paused what, what was done and by whom. */

/** 'FdWs': tells it from any other SQLite database. */
export const APPLICATION_ID = 0x46645773;

const FIRST = `
-- known: when the server first met it; served: turns up to here have had their run; missed: the turns that had none, as JSON
CREATE TABLE feeds (
  name TEXT PRIMARY KEY, known INTEGER NOT NULL, served INTEGER NOT NULL, paused_at INTEGER, paused_by TEXT,
  hold INTEGER NOT NULL DEFAULT 0, missed TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, user TEXT NOT NULL, role TEXT, address TEXT, what TEXT NOT NULL,
  target TEXT, details TEXT NOT NULL
) STRICT;
CREATE TABLE users (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- id is the hash of what the browser holds
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, user TEXT NOT NULL, role TEXT NOT NULL, csrf TEXT NOT NULL, way TEXT NOT NULL, begun INTEGER NOT NULL,
  seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- the state of health that was told last
CREATE TABLE told (name TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- notices that a webhook has not taken yet
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
`;

/** Whose a user is: '' of nobody's own, who sees the project itself; and what programs show in the place of a password. */
const TENANTS = `
ALTER TABLE users ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN tenant TEXT NOT NULL DEFAULT '';
-- id is the hash of what the program holds
CREATE TABLE tokens (id TEXT PRIMARY KEY, user TEXT NOT NULL, added_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Migration n brings it from version n to n + 1. Never change one that was released. */
export const MIGRATIONS: readonly string[] = [FIRST, TENANTS];
