/** Objects leave the store for files: what was not sent yet, in whole files and in files of changes. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallWorld, type SmallWorld } from '../objects/small-world.ts';

const FEED = `  f:
    title: F
    source: list
    report:
      ip:
        type: indicator
        subtype: IP Address
        value: !expr ip
        tlp: !expr tlp
        withdraw: !expr gone = true
        expires_at: !expr until
        attributes:
          Severity: { value: !expr severity, rule: update }
          Password: { value: !expr password, sensitive: true }
        related: [{ to: host, as: resolves to }]
      host: { when: !expr $exists(host), type: indicator, subtype: FQDN, value: !expr host, tlp: !expr hostTlp }
`;

let world: SmallWorld;
beforeEach(async () => {
  world = await smallWorld(FEED);
});
afterEach(() => world.vendor.close());

const configure = (destinations: string): void =>
  writeFileSync(join(world.cwd, 'feedwright.yaml'), `destinations:\n${destinations}`);
const path = (name: string): string => join(world.cwd, 'out', name);
const file = (name: string): string => readFileSync(path(name), 'utf8');
const lines = (name: string): Record<string, unknown>[] =>
  file(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const changeFiles = (): readonly string[] => readdirSync(join(world.cwd, 'out')).toSorted();

const push = async (name: string, flags: object = {}, now?: number): Promise<Record<string, unknown>> => {
  const { stdout, stderr } = await world.command('push', { json: true, ...flags }, [name], now);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>;
};

const FIRST = { id: 1, ip: '192.0.2.1', severity: 'High', password: 'hunter2', host: 'a.example' };
const SECOND = { id: 2, ip: '192.0.2.2', severity: 'Low' };

describe('a whole file', () => {
  test('is replaced where something has changed, keeps as many earlier ones as it is told, and is left alone else', async () => {
    configure('  list: { kind: text, path: out/list.txt, comments: false, only: { subtype: IP Address }, keep: 2 }');
    await world.run('f', [FIRST]);
    expect(await push('list')).toMatchObject({ status: 'succeeded', sent: 1, left_out: { 'another subtype': 1 } });
    expect(await push('list')).toMatchObject({ status: 'succeeded', sent: 0, files: [] });
    for (const ip of ['192.0.2.2', '192.0.2.3', '192.0.2.4']) {
      await world.run('f', [{ id: ip, ip }]);
      await push('list');
    }
    expect(file('list.txt').split('\n')).toHaveLength(5);
    expect(['list.txt.1', 'list.txt.2', 'list.txt.3'].map((name) => existsSync(path(name)))).toEqual([true, true, false]);
    expect(file('list.txt.1')).toBe('192.0.2.1\n192.0.2.2\n192.0.2.3\n');
    expect(readdirSync(join(world.cwd, 'out')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('has no value any more once its end has come, though nothing in the store has changed', async () => {
    configure('  list: { kind: text, path: out/list.txt, comments: false, only: { subtype: IP Address } }');
    await world.run('f', [{ ...FIRST, until: '2026-01-02T00:00:00Z' }, SECOND]);
    await push('list');
    expect(file('list.txt')).toBe('192.0.2.1\n192.0.2.2\n');
    await push('list', {}, Date.UTC(2026, 0, 3));
    expect(file('list.txt')).toBe('192.0.2.2\n');
  });
});

describe('files of changes', () => {
  beforeEach(() => configure('  log: { kind: ndjson, path: out/log.ndjson, mode: changes, tlp: { at_most: green } }'));

  test('each hold what has changed since the one before; what is gone is taken back, with its value alone', async () => {
    await world.run('f', [FIRST, SECOND]);
    expect(await push('log')).toMatchObject({ status: 'succeeded', sent: 3, taken_back: 0 });
    await world.run('f', [FIRST, { ...SECOND, gone: true }, { id: 3, ip: '192.0.2.3', tlp: 'red' }]);
    expect(await push('log')).toMatchObject({ sent: 0, taken_back: 1, left_out: { TLP: 1 } });
    expect(await push('log')).toMatchObject({ sent: 0, files: [] });
    const [first, second, ...more] = changeFiles();
    expect(more).toEqual([]);
    expect(lines(first as string)).toHaveLength(3);
    expect(lines(second as string)).toMatchObject([{ value: '192.0.2.2', gone: 'withdrawn', attributes: [] }]);
  });

  test('take back what may go there no longer, without a word of what it has become', async () => {
    await world.run('f', [FIRST]);
    await push('log');
    await world.run('f', [{ ...FIRST, tlp: 'red', severity: 'Critical', hostTlp: 'green' }]);
    expect(await push('log')).toMatchObject({ taken_back: 1 });
    const last = lines(changeFiles().at(-1) as string);
    expect(last.find(({ value }) => value === '192.0.2.1')).toMatchObject({ gone: 'withdrawn', attributes: [], related: [] });
    expect(file(changeFiles().at(-1) as string)).not.toContain('Critical');
    // Nor does the other end tell of it.
    expect(JSON.stringify(last.filter(({ value }) => value === 'a.example'))).not.toContain('192.0.2.1');
  });

  test('written but not noted down before a crash, are written over with the same and what came since', async () => {
    const store = join(world.cwd, '.feedwright/store.db');
    await world.run('f', [FIRST]);
    await push('log');
    await world.run('f', [SECOND]);
    copyFileSync(store, `${store}.before`);
    const before = (await push('log'))['files'];
    copyFileSync(`${store}.before`, store);
    await world.run('f', [{ id: 4, ip: '192.0.2.4' }]);
    expect((await push('log'))['files']).toEqual(before);
    expect(changeFiles()).toHaveLength(2);
    expect(lines(changeFiles()[1] as string).map(({ value }) => value)).toEqual(['192.0.2.2', '192.0.2.4']);
  });

  test('begin a new file once one is large enough', async () => {
    configure('  log: { kind: ndjson, path: out/log.ndjson, mode: changes, max_bytes: 1 KiB, keep: 3 }');
    await world.run(
      'f',
      Array.from({ length: 1500 }, (_, id) => ({ id, ip: `198.51.${id >> 8}.${id & 255}` })),
    );
    expect(await push('log')).toMatchObject({ sent: 1500 });
    expect(changeFiles()).toHaveLength(3);
  });
});

describe('a sensitive attribute', () => {
  const passwords = async (rule: string): Promise<string> => {
    configure(`  log: { kind: ndjson, path: out/log.ndjson${rule} }`);
    await world.run('f', [FIRST]);
    await push('log');
    return file('log.ndjson');
  };

  test('stays out by default', async () => {
    expect(await passwords('')).not.toMatch(/hunter2|Password/);
  });

  test('goes out as a keyed hash, the same for the same value', async () => {
    const text = await passwords(', sensitive: hash, hash_key: a-key-of-16-chars');
    expect(text).not.toContain('hunter2');
    expect(text).toMatch(/"Password","value":"[0-9a-f]{64}"/);
  });

  test('goes out as it is where the destination says so', async () => {
    expect(await passwords(', sensitive: send')).toContain('hunter2');
  });
});

test('a relation goes out with the end that is sent later, and never to an end that is held back', async () => {
  configure('  log: { kind: ndjson, path: out/log.ndjson, mode: changes, only: { subtype: [IP Address] } }');
  await world.run('f', [FIRST]);
  await push('log');
  expect(lines(changeFiles()[0] as string)).toMatchObject([{ value: '192.0.2.1', related: [] }]);
});

describe('what is written wrongly', () => {
  test('in the configuration is told at its line', async () => {
    await world.run('f', [FIRST]);
    configure('  log: { kind: ndjsn, path: x }\n');
    const wrong = await world.command('push', {}, ['log']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('feedwright.yaml:2:16: error: `log.kind` can');
    expect(wrong.stderr).toContain('Did you mean `ndjson`?');
    configure('  log: { kind: csv, path: x, atributes: [a] }\n');
    expect((await world.command('push', {}, ['log'])).stderr).toContain('Did you mean `attributes`?');
    configure('  log: { kind: csv, path: x, sensitive: hash }\n');
    expect((await world.command('push', {}, ['log'])).stderr).toContain('config.hash-key');
  });

  test('on the command line is told with what to write', async () => {
    await world.run('f', [FIRST]);
    configure('  log: { kind: csv, path: out/x.csv }\n');
    expect((await world.command('push', {}, ['lgo'])).stderr).toContain('Did you mean `log`?');
    expect(
      await world.command('push', { mock: true, store: `sqlite:${join(world.cwd, '.feedwright/store.db')}` }, ['log']),
    ).toMatchObject({ code: 2 });
    expect((await world.command('export', { format: 'cvs' })).stderr).toContain('Did you mean `csv`?');
    expect((await world.command('export', { format: 'csv', tlp: 'grene' })).stderr).toContain('Did you mean `green`?');
    expect((await world.command('export', { format: 'csv', set: ['guard=perhaps'] })).code).toBe(2);
    expect((await world.command('export', { format: 'csv', out: '/proc/nowhere/x.csv' })).stderr).toContain('output.unwritable');
  });
});

test('export writes to stdout or a file, and tells what it left out on stderr', async () => {
  await world.run('f', [FIRST, { ...SECOND, tlp: 'red' }]);
  const { stdout, stderr, code } = await world.command('export', {
    format: 'csv',
    tlp: 'green',
    set: ['attributes=Severity', 'header=false'],
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '2 objects as csv\nleft out: TLP 1\n' });
  expect(stdout.split('\r\n').map((line) => line.split(',')[2])).toEqual(['a.example', '192.0.2.1', undefined]);
  expect((await world.command('export', { format: 'ndjson', out: 'all.ndjson' })).stdout).toBe('');
  expect(readFileSync(join(world.cwd, 'all.ndjson'), 'utf8').split('\n')).toHaveLength(4);
});
