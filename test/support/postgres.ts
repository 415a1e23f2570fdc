/** A real PostgreSQL for tests: on a socket in a temporary folder, as a user of its own, gone with the tests. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';

const DEBIAN = '/usr/lib/postgresql';
const newest = (): string | undefined =>
  existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((one) => join(DEBIAN, one, 'bin'))[0]
    : undefined;
const onPath = (): string | undefined => process.env['PATH']?.split(':').find((folder) => existsSync(join(folder, 'initdb')));
const BIN = [process.env['FEEDWRIGHT_POSTGRES'], newest(), onPath()].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'initdb')),
);

/** PostgreSQL refuses to run as root. */
const owner = (): { readonly uid?: number; readonly gid?: number } | undefined => {
  if (userInfo().uid !== 0) return {};
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
};
const OWNER = owner();

/** Why there is none, for the title of tests that are skipped; undefined: there is one. */
export const postgresIsMissing =
  BIN === undefined ? 'PostgreSQL is not installed' : OWNER === undefined ? 'there is no user postgres' : undefined;
export const postgresIsThere = postgresIsMissing === undefined;
if (!postgresIsThere) process.stderr.write(`Tests on PostgreSQL are skipped: ${postgresIsMissing}.\n`);

/** Quick rather than safe: a test's machine does not lose power. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '100',
  shared_buffers: '64MB',
  autovacuum_naptime: '5',
  log_min_messages: 'panic',
};

const bin = (name: string): string => join(BIN ?? '', name);
const run = (name: string, args: readonly string[]): void =>
  void execFileSync(bin(name), args, {
    ...OWNER,
    cwd: '/',
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
  });

/** Made once a machine: every server begins as a copy of it. */
const template = (): string => {
  const version = execFileSync(bin('postgres'), ['--version'], { encoding: 'utf8' })
    .replace(/[^0-9.]+/g, ' ')
    .trim()
    .split(' ')[0];
  const base = join(
    process.env['FEEDWRIGHT_TEST_CACHE'] ?? '/var/tmp',
    `feedwright-postgres-${version}-${OWNER?.uid ?? userInfo().uid}`,
  );
  if (existsSync(join(base, 'PG_VERSION'))) return base;
  const made = mkdtempSync(`${base}-`);
  if (OWNER?.uid !== undefined) chownSync(made, OWNER.uid, OWNER.gid ?? OWNER.uid);
  run('initdb', [
    '-D',
    made,
    '-U',
    'feedwright',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ]);
  try {
    renameSync(made, base);
  } catch {
    // Another was quicker.
    rmSync(made, { recursive: true, force: true });
  }
  return base;
};

export class PostgresServer {
  readonly folder: string;
  #process: ChildProcess | undefined;
  #databases = 0;

  constructor() {
    // The path of a socket has at most 107 bytes.
    this.folder = mkdtempSync(join(tmpdir().length < 60 ? tmpdir() : '/tmp', 'pg-'));
    cpSync(template(), join(this.folder, 'data'), { recursive: true, mode: 2 });
    mkdirSync(join(this.folder, 'socket'));
    if (OWNER?.uid !== undefined) execFileSync('chown', ['-R', `${OWNER.uid}:${OWNER.gid}`, this.folder]);
    execFileSync('chmod', ['0700', join(this.folder, 'data')]);
    execFileSync('chmod', ['0711', this.folder]);
  }

  /** Ready for connections when it returns. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const all = { ...SETTINGS, unix_socket_directories: join(this.folder, 'socket'), ...settings };
    const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(bin('postgres'), ['-D', join(this.folder, 'data'), ...args], {
      ...OWNER,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    });
    this.#process = child;
    for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
      if (await this.#answers()) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('PostgreSQL does not answer');
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.address('postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  /** Immediately: as if the machine had lost power, but for what the disk has. */
  async kill(): Promise<void> {
    await this.#end('SIGQUIT');
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }

  /** `postgres://…` of a database of this server. */
  address(database: string): string {
    return `postgres://feedwright@/${database}?host=${encodeURIComponent(join(this.folder, 'socket'))}`;
  }

  /** The address of a new, empty database. */
  async database(): Promise<string> {
    const name = `test_${(this.#databases += 1)}`;
    await this.query('postgres', `CREATE DATABASE ${name}`);
    return this.address(name);
  }

  /** Statements beside the store, for what a test looks at or brings about. */
  async query(
    database: string,
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const connectionString = database.startsWith('postgres:') ? database : this.address(database);
    const client = new pg.Client({ connectionString });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows as Readonly<Record<string, unknown>>[];
    } finally {
      await client.end();
    }
  }
}

/** A server for the tests of one file; only where `postgresIsThere`. */
export const postgresForTests = (): { readonly server: PostgresServer } => {
  const held: { server: PostgresServer | undefined } = { server: undefined };
  beforeAll(async () => {
    if (!postgresIsThere) return;
    held.server = new PostgresServer();
    await held.server.start();
  });
  afterAll(() => held.server?.stop());
  return {
    get server() {
      if (held.server === undefined) throw new Error('the server has not been started');
      return held.server;
    },
  };
};
