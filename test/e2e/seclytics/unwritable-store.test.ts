/** A store that is read-only, and a disk that is full: one clear message, and a checkpoint that has not moved. */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import { writeDump } from '../../bench/make-dump.ts';
import type { Ended } from '../../cli/feedwright.ts';
import { definitionsWith } from './definitions-with.ts';
import { expectOneMessage, filled } from './expectations.ts';
import { checkpointIn, digestOf, DUMP, FEED, leadingTo, newFolder, objectsIn, runHere, startVendor, storeIn } from './vendor.ts';

const READ_ONLY =
  /The store .*store\.db can't be written: the file or its folder is read-only for this user\. \[store\.read-only/;

describe('a store that cannot be written', () => {
  test('because its file is read-only', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    const { expectUntouched } = await filled(vendor, cwd);
    const before = vendor.requests.length;
    const definitions = definitionsWith(cwd);
    const ended = await asOrdinaryUser(cwd, () => {
      chmodSync(storeIn(cwd), 0o444);
      return runHere(vendor, {}, { definitions }, { cwd });
    });
    expect({ code: ended.code, stdout: ended.stdout, requests: vendor.requests.length }).toEqual({
      code: 1,
      stdout: '',
      requests: before,
    });
    expectOneMessage(ended, READ_ONLY);
    expectUntouched();
  });

  test('because its folder takes no new file', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    // What a run needs is loaded by now: another user may not be able to read it.
    await filled(vendor, newFolder());
    const definitions = definitionsWith(cwd);
    const ended = await asOrdinaryUser(cwd, () => {
      chmodSync(cwd, 0o555);
      return runHere(vendor, {}, { definitions }, { cwd });
    });
    chmodSync(cwd, 0o755);
    expect({ code: ended.code, stdout: ended.stdout, requests: vendor.requests.length }).toEqual({
      code: 1,
      stdout: '',
      requests: 1,
    });
    expectOneMessage(ended, READ_ONLY);
    expect(readdirSync(cwd)).toEqual(['definitions']);
  });

  const dump = async (cwd: string): Promise<MockVendor> => {
    const file = join(cwd, 'dump.csv');
    await writeDump(file, { rows: 12_000, kept: 1 });
    return startVendor({ variant: 'csv-plain', files: { 'predictions.csv': file } });
  };

  test('because the disk is full while rows come in', async () => {
    const cwd = newFolder();
    const ended = await runWithin(660, await dump(cwd), cwd);
    expect({ code: ended.code, status: ended.stdout.split('\n')[0] }).toEqual({
      code: 1,
      status: 'seclytics/predictions: failed',
    });
    expectOneMessage(ended, /There is no room left to write the store .*\[store\.full/);
    expect({ objects: objectsIn(storeIn(cwd)), checkpoint: checkpointIn(storeIn(cwd)) }).toEqual({
      objects: [],
      checkpoint: undefined,
    });
    expect(readdirSync(dirname(storeIn(cwd))).filter((name) => name.includes('staging'))).toEqual([]);
  });

  test('because the disk is full while objects are written: the next run goes on without the vendor', async () => {
    const [cwd, clean] = [newFolder(), newFolder()];
    const vendor = await dump(cwd);
    const { row } = await runHere(vendor, {}, {}, { cwd: clean });
    const ended = await runWithin(2200, vendor, cwd);
    expect(ended.code).toBe(1);
    const [notice, ...rest] = ended.stderr.split('\n');
    expect(notice).toBe('warning: What was received is kept beside the store: the next run writes the rest of it first.');
    expectOneMessage(
      { ...ended, stderr: rest.join('\n') },
      /(There is no room left to write|The disk reported an error while) .*\[store\.(full|io)/,
    );
    expect(checkpointIn(storeIn(cwd))).toBeUndefined();
    vendor.addFault({ route: DUMP, fault: { kind: 'status', status: 401 } });
    const next = await runHere(vendor, {}, {}, { cwd });
    expect(next.stderr).toMatch(/^What an interrupted run had received whole was put into the store\.\nerror: .* answered 401/);
    expect(digestOf(storeIn(cwd))).toBe(digestOf(storeIn(clean)));
    expect(objectsIn(storeIn(cwd))).toHaveLength(row.objects.created);
    expect(checkpointIn(storeIn(cwd))).toBeGreaterThan(0);
  });
});

/** Nothing is read-only for the superuser: another user has the folder meanwhile, and this process is that one. */
const asOrdinaryUser = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  if (process.geteuid?.() !== 0) return work();
  const nobody = 65_534;
  for (const name of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    chownSync(join(folder, name), nobody, nobody);
  process.setegid?.(nobody);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
};

/** The real command in a shell where no file may grow beyond so many KiB: the disk is full for it. */
const runWithin = (kibibytes: number, vendor: MockVendor, cwd: string): Promise<Ended> => {
  const bin = fileURLToPath(new URL('../../../engine/cli/feedwright.mjs', import.meta.url));
  const script = `ulimit -f ${2 * kibibytes}; exec "${process.execPath}" "${bin}" run ${FEED}`;
  const child = spawn('sh', ['-c', script], { cwd, env: { PATH: process.env['PATH'] ?? '', ...leadingTo(vendor) } });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (part: string) => (text[name] += part));
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve({ code, ...text })));
};
