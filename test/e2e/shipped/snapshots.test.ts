/** What comes with the package, against a vendor that loses rows or has nothing new. */
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { inProcess } from '../in-process.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Shipped {
  readonly pack: string;
  readonly folder: string;
  readonly feed: string;
  readonly path: string;
  /** A body of so many made-up rows. */
  readonly body: (rows: number) => string;
  /** What a list without rows is refused for: some say something of themselves. */
  readonly empty: string;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

const shipped: readonly Shipped[] = [
  {
    pack: 'spamhaus-drop',
    folder: 'spamhaus',
    feed: 'drop-v4',
    path: '/drop/drop_v4.json',
    body: (rows) =>
      [...numbers(rows).map((n) => ({ cidr: `192.0.2.${n}/32`, sblid: `SBL${n}` })), { type: 'metadata', records: rows }]
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    empty: 'The snapshot has 1 row and not one object: all 3 known ones would vanish.',
  },
  {
    pack: 'emerging-threats',
    folder: 'emerging-threats',
    feed: 'compromised-hosts',
    path: '/blockrules/compromised-ips.txt',
    body: (rows) =>
      numbers(rows)
        .map((n) => `192.0.2.${n}\n`)
        .join(''),
    empty: 'The snapshot has 0 rows, fewer than its floor of 1.',
  },
  {
    pack: 'cisa-kev',
    folder: 'cisa',
    feed: 'known-exploited-vulnerabilities',
    path: '/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    body: (rows) => JSON.stringify({ vulnerabilities: numbers(rows).map((n) => ({ cveID: `CVE-2026-${1000 + n}` })) }),
    empty: 'The snapshot has 0 rows, fewer than its floor of 1.',
  },
];

/** A shipped definition in a folder of its own, beside a mock whose list can change. */
const open = ({ pack, folder, feed, path, body }: Shipped) => {
  const cwd = mkdtempSync(join(tmpdir(), 'feedwright-shipped-'));
  const fixtures = join(cwd, 'fixtures', pack);
  const copy = (path: string): void => cpSync(join(ROOT, path), join(cwd, path), { recursive: true });
  copy(`definitions/${folder}`);
  copy(`fixtures/${pack}`);
  const list = (rows: number): void => {
    writeFileSync(join(fixtures, 'list'), body(rows));
    writeFileSync(
      join(fixtures, 'mock.yaml'),
      `mock: 1
clock: 2026-05-04T12:00:00Z
routes:
  - route: GET ${path}
    when: !expr |-
      $request.headers.'if-none-match' = '"${rows}"'
    status: 304
    text: ''
  - { route: GET ${path}, headers: { ETag: '"${rows}"' }, file: list, content_type: application/octet-stream }
`,
    );
  };
  const run = async (json = true) => {
    const { code, stdout, stderr } = await inProcess('run', { json, mock: true }, [`${pack}/${feed}`], { cwd });
    return { code, stderr, stdout, row: json && stdout !== '' ? (JSON.parse(stdout) as RunRow) : undefined };
  };
  /** All that a run may change. */
  const kept = (): unknown => {
    const store = openStore({ path: join(cwd, '.feedwright/mock.db'), readOnly: true });
    try {
      const objects = [...store.objects({})].map(({ value, status }) => `${String(value)} ${status}`);
      return { objects, state: store.showState({ feed: `${pack}/${feed}`, instance: '', partition: '' }) };
    } finally {
      store.close();
    }
  };
  return { list, run, kept };
};

describe.each(shipped)('$pack/$feed', (one) => {
  test('that lists a third of its rows is refused with the figures, and nothing is withdrawn', async () => {
    const { list, run, kept } = open(one);
    list(60);
    expect(await run()).toMatchObject({ code: 0, stderr: '', row: { objects: { created: 60 } } });
    const before = kept();
    list(20);
    // Again and again: what was refused must not be taken for known.
    for (const _ of [1, 2]) {
      const { code, stderr, row } = await run();
      expect(code).toBe(1);
      expect(row).toMatchObject({ status: 'failed', objects: { withdrawn: 0 }, error: { code: 'store.snapshot-refused' } });
      expect(stderr).toMatch(/40 of 60 objects \(66\.7 %\) would vanish at once, more than the \d+ % that may/);
      expect(stderr).toMatch(/hint: Nothing was applied\. .*raise `max_share` under snapshot: .*run again/);
      expect(kept()).toEqual(before);
    }
    list(60);
    expect(await run()).toMatchObject({ code: 0, row: { objects: { withdrawn: 0 } } });
    list(59);
    expect(await run()).toMatchObject({ code: 0, row: { objects: { withdrawn: 1 } } });
  });

  test('that lists nothing is refused', async () => {
    const { list, run, kept } = open(one);
    list(3);
    await run();
    const before = kept();
    list(0);
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(one.empty);
    expect(kept()).toEqual(before);
  });

  test('that has nothing new takes one request and says so', async () => {
    const { list, run, kept } = open(one);
    list(3);
    await run();
    const before = kept() as object;
    expect((await run()).row).toMatchObject({
      status: 'succeeded',
      stop_reason: 'nothing new: the server answered 304',
      requests: { count: 1 },
      records: { fetched: 0 },
      objects: { created: 0, updated: 0, unchanged: 0, withdrawn: 0 },
    });
    expect((await run(false)).stdout).toMatch(/requests +1\n[^]*ended by: nothing new: the server answered 304\n/);
    expect(kept()).toEqual(before);
  });
});
