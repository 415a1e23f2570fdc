/** A made-up vendor of cases, a feed of it that says what it expects, and a clock that the test moves. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { workingDirectory } from '../../cli/feedwright.ts';
import { type Given, startVendor, type Vendor } from '../../components/live.ts';
import { inProcess } from '../in-process.ts';

export const SECRET = 'canary-Q7xk2Lm9Wd';

export const DEFINITION = `language: 1
name: watch
title: Watch
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url }
    api_key: { label: Key, type: secret, required: true }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth: { kind: api_key, in: header, name: X-Key, value: !expr $user.api_key }
    retry: { attempts: 1 }
endpoints:
  cases:
    request: { path: /cases, query: { since: !expr $window.since, page: !expr $page.number } }
    records: data
    key: !expr id
    version: !expr changed_at
    paginate: { kind: page_number }
  list:
    request: { path: /list }
    records: data
    key: !expr id
feeds:
  cases:
    title: Watched Cases
    source: cases
    window: { time: !expr changed_at, period: P7D }
    health: { newest_age: P2D, reconcile: !expr total }
    report:
      case: { type: indicator, subtype: FQDN, value: !expr $lowercase(domain), attributes: { Severity: { value: !expr severity, rule: update } } }
  list:
    title: Watched List
    source: list
    state: { kind: unchanged }
    report:
      entry: { type: indicator, subtype: FQDN, value: !expr domain }
`;

export const CONFIG = `store: sqlite:./feeds.db
instances:
  watched: { feed: watch/cases, schedule: '0 */6 * * *' }
`;

export interface Case {
  readonly id: number;
  readonly domain?: string | number;
  readonly severity?: string;
  readonly changed_at: string;
}

/** A line of `health --json`. */
export interface HealthLine {
  readonly feed?: string;
  readonly instance?: string;
  readonly store?: string;
  readonly state: string;
  readonly needs_somebody: boolean;
  readonly since: string | null;
  readonly words: string;
  readonly remedy: string | null;
  readonly place?: string | null;
  readonly last_good?: { readonly run: string; readonly at: string } | null;
  readonly next_run?: string | null;
  readonly newest_record?: string | null;
  readonly quarantined?: number;
}

export interface Looked {
  readonly code: number | null;
  readonly lines: readonly HealthLine[];
  readonly stderr: string;
}

export interface Watched {
  readonly cwd: string;
  readonly vendor: Vendor;
  /** Moves the clock. */
  go(to: string): void;
  run(name?: string, flags?: object): Promise<RunRow | undefined>;
  health(flags?: object, ...args: readonly string[]): Promise<Looked>;
  command(name: 'apply' | 'discard', flags: object, ...args: readonly string[]): Promise<string>;
  /** What people see. */
  shown(flags?: object, ...args: readonly string[]): Promise<string>;
  write(file: string, text: string): void;
  read(file: string): string;
  copy(from: string, to: string): void;
}

export const page = (cases: readonly Case[], total: number | null = cases.length): Given => ({
  json: total === null ? { data: cases } : { data: cases, total },
});

/** The first page as given, the ones behind it empty. */
export const answering =
  (given: Given): Vendor['answer'] =>
  ({ url }) =>
    (url.searchParams.get('page') ?? '1') === '1' ? given : page([], null);

export const watched = async (config = CONFIG, definition = DEFINITION): Promise<Watched> => {
  const vendor = await startVendor();
  onTestFinished(() => vendor.close());
  const cwd = workingDirectory({ 'definitions/watch.yaml': definition, 'feedwright.yaml': config });
  let now = Date.parse('2026-01-01T00:00:00Z');
  const world = { cwd, now: () => now, hurries: true, env: {} };
  const set = [`host=${vendor.origin}`, `api_key=${SECRET}`];
  return {
    cwd,
    vendor,
    go: (to) => void (now = Date.parse(to)),
    async run(name = 'watched', flags = {}) {
      const { stdout } = await inProcess('run', { json: true, set, ...flags }, [name], world);
      return stdout === '' ? undefined : (JSON.parse(stdout) as RunRow);
    },
    async health(flags = {}, ...args) {
      const { code, stdout, stderr } = await inProcess('health', { json: true, ...flags }, args, world);
      const lines = stdout.split('\n').filter((line) => line !== '');
      return { code, stderr, lines: lines.map((line) => JSON.parse(line) as HealthLine) };
    },
    async command(name, flags, ...args) {
      const { stdout, stderr } = await inProcess(name, flags, args, world);
      return stdout + stderr;
    },
    async shown(flags = {}, ...args) {
      return (await inProcess('health', flags, args, world)).stdout;
    },
    write: (file, text) => writeFileSync(join(cwd, file), text),
    read: (file) => readFileSync(join(cwd, file), 'utf8'),
    copy: (from, to) => copyFileSync(join(cwd, from), join(cwd, to)),
  };
};
