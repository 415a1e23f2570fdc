/** `jobs`, `worker` and `--tenant` as their users call them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { feedwright, inTurn } from '../cli/feedwright.ts';
import { configuration, definition, folderWith, startVendor, type Vendor } from '../serve/project.ts';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../support/postgres.ts';

/** The same pack, whose feed reads by windows that no option decides. */
const dated = definition
  .replace('name: acme', 'name: dated')
  .replace('key: !expr $user.api_key }', 'key: !expr $user.api_key, since: !expr $window.since }')
  .replace('    source: cases\n', '    source: cases\n    window: { period: P1D, oldest: P30D }\n');

describe.skipIf(!postgresIsThere)(`jobs at the terminal${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();
  let vendor: Vendor;
  let cwd: string;

  beforeAll(async () => {
    vendor = await startVendor();
    vendor.cases = [{ id: 1, name: 'a.example', text: 'a', score: 7, password: 'p' }];
    const text = configuration(vendor.host, 'tenants: { red: ./red }\n');
    cwd = folderWith({
      'definitions/acme.yaml': definition,
      'definitions/dated.yaml': dated,
      'feedwright.yaml': text.replace('sqlite:./acme.db', `"${await held.server.database()}"`),
    });
    mkdirSync(join(cwd, 'red/definitions'), { recursive: true });
    writeFileSync(join(cwd, 'red/definitions/acme.yaml'), definition);
    writeFileSync(join(cwd, 'red/feedwright.yaml'), configuration(vendor.host).replace('store: sqlite:./acme.db\n', ''));
  });

  afterAll(() => vendor?.close());

  const said = async (...args: readonly string[]) => commandLine(args, { cwd });

  test('a run is queued once, shown, and taken back', async () => {
    const added = await said('jobs', 'add', 'all', '--json');
    expect(added.code).toBe(0);
    const { job } = JSON.parse(added.stdout) as { job: string };
    const again = await said('jobs', 'add', 'all');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('already')]);
    const [row] = (await said('jobs', 'list', '--json')).stdout.trim().split('\n');
    expect(JSON.parse(row ?? '')).toMatchObject({
      job,
      tenant: null,
      name: 'all',
      state: 'queued',
      because: 'asked',
      priority: 10,
    });
    expect((await said('jobs', 'cancel', job.slice(0, 8))).stdout).toContain('taken back');
    expect((await said('jobs', 'list')).stderr).toContain('nothing is queued');
  });

  test('what is not there is not queued, and no job is found by a wrong id', async () => {
    expect((await said('jobs', 'add', 'nothing')).code).toBe(2);
    expect((await said('jobs', 'add', 'all', '--tenant', 'green')).stderr).toContain('There is no tenant "green"');
    expect((await said('jobs', 'cancel', '12345678')).stderr).toContain('There is no job');
    expect((await said('jobs', 'list', '--tenant', 'green')).stderr).toContain('There is no tenant "green"');
    for (const wrong of [
      ['--since', 'never'],
      ['--until', '2026-02-30'],
      ['--priority', '99999999999'],
    ]) {
      const refused = await said('jobs', 'add', 'all', ...wrong);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/^error: --\w+ takes .*\n {2}hint: Write /)]);
    }
    // What a plan refuses no worker could run.
    for (const [name, since, says] of [
      ['dated/cases', 'P2D', 'which is not before its end'],
      ['dated/cases', 'P60D', 'cannot be had'],
      ['all', 'P5D', 'has no window'],
    ] as const) {
      const refused = await said('jobs', 'add', name, '--since', since, '--until', 'P3D');
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(says)]);
      expect(refused.stderr).toContain('hint: ');
    }
    const file = await commandLine(['jobs', 'list', '--store', 'sqlite:./x.db'], { cwd });
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('has no queue')]);
  });

  test('a worker does what is queued, for the project and its tenant, each into its own store, and ends when it is told to', async () => {
    await said('jobs', 'add', 'all');
    await said('jobs', 'add', 'high', '--tenant', 'red');
    const { follow, left } = inTurn([
      [/"event":"run"[^]*"event":"run"/, (child) => void child.kill('SIGTERM')],
      [/"event":"ended"/, () => undefined],
    ]);
    const ended = await feedwright(['worker', '--json', '--runs', '2'], { cwd, whileRunning: follow });
    expect([ended.code, left()]).toEqual([0, []]);
    const lines = ended.stderr.split('\n').filter((line) => line.includes('"event":"run"'));
    expect(lines.map((line) => (JSON.parse(line) as { tenant: string | null; status: string }).status)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    const runs = async (...more: readonly string[]): Promise<readonly string[]> =>
      (await said('runs', '--json', ...more)).stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { instance: string }).instance);
    expect([await runs(), await runs('--tenant', 'red')]).toEqual([['all'], ['high']]);
    expect((await said('objects', '--tenant', 'red')).stdout).toContain('a.example');
  });

  test('a run that can not begin is a dead letter with its reason, until somebody queues it again', async () => {
    const { job } = JSON.parse((await said('jobs', 'add', 'all', '--tenant', 'red', '--json')).stdout) as { job: string };
    writeFileSync(join(cwd, 'red/feedwright.yaml'), configuration('').replace('store: sqlite:./acme.db\n', ''));
    const work = async (event: RegExp) => {
      const { follow } = inTurn([[event, (child) => void child.kill('SIGTERM')]]);
      return feedwright(['worker', '--json'], { cwd, whileRunning: follow });
    };
    await work(/"event":"dead"/);
    const [row] = (await said('jobs', 'list', '--json')).stdout.trim().split('\n');
    expect(JSON.parse(row ?? '')).toMatchObject({
      job,
      tenant: 'red',
      state: 'dead',
      error: { code: expect.stringMatching(/\./) },
    });
    writeFileSync(join(cwd, 'red/feedwright.yaml'), configuration(vendor.host).replace('store: sqlite:./acme.db\n', ''));
    expect((await said('jobs', 'again', job.slice(0, 8))).stdout).toContain('queued');
    await work(/"event":"run"/);
    expect((await said('jobs', 'list')).stderr).toContain('nothing is queued');
  });

  test('serve and a worker that begin while PostgreSQL is away wait for it, and say so', async () => {
    await held.server.kill();
    const waits = async (args: readonly string[], begun: RegExp) => {
      const { follow } = inTurn([
        [/"event":"away"|is away/, () => void held.server.start()],
        [begun, (child) => void child.kill('SIGTERM')],
      ]);
      return feedwright(args, { cwd, whileRunning: follow });
    };
    const served = await waits(['serve', '--port', '0'], /feedwright serves/);
    expect([served.code, served.stderr.match(/is away/g)]).toEqual([0, ['is away']]);
    expect(served.stderr).toContain('is there again');
    await held.server.kill();
    const worked = await waits(['worker', '--json'], /"event":"started"/);
    expect([worked.code, worked.stderr.match(/"event":"(away|back)"/g)]).toEqual([0, ['"event":"away"', '"event":"back"']]);
  });
});
