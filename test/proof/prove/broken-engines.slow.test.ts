/** Engines that are broken on purpose: a copy of the sources with one mistake in it, which `feedwright prove` has to report. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Mistake {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Proved {
  readonly code: number | null;
  readonly failures: readonly string[];
  readonly stderr: string;
}

/** The project with the mistake in it; what is big is linked. */
const withMistake = ({ file, from, to }: Mistake): string => {
  const folder = mkdtempSync(join(tmpdir(), 'broken-'));
  for (const name of ['engine', 'definitions', 'fixtures', 'schemas', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text.split(from), `${file} has the line once`).toHaveLength(2);
  writeFileSync(path, text.replace(from, to));
  return folder;
};

const prove = (folder: string, args: readonly string[]): Promise<Proved> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [join(folder, 'engine/cli/feedwright.mjs'), 'prove', ...args, '--json'], {
      cwd: folder,
      env: { ...process.env, FEEDWRIGHT_DEBUG: '1' },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('exit', (code) => {
      const { feeds = [] } = JSON.parse(stdout === '' ? '{}' : stdout) as { feeds?: readonly Shown[] };
      const all = feeds.flatMap(({ cells, kills }) => [...cells, ...kills]);
      const failed = all.filter(({ verdict }) => /^[A-Z]+$/.test(verdict));
      done({ code, failures: failed.map(({ id, verdict }) => `${verdict} ${id}`), stderr });
    });
  });

interface Shown {
  readonly cells: readonly { readonly id: string; readonly verdict: string }[];
  readonly kills: readonly { readonly id: string; readonly verdict: string }[];
}

describe('prove reports an engine', () => {
  test.each<[string, Mistake, readonly string[], RegExp]>([
    [
      'whose checkpoint moves before the objects are in the store',
      {
        file: 'engine/store/window/apply-window.ts',
        from: '    await this.#applyObjects();\n',
        to: '    await this.#context.backend.finish(this.#work.place, sealed, { counts: this.#tally.counts(), manual: false });\n    await this.#applyObjects();\n',
      },
      ['otx/subscribed-pulses', '--only', 'kill/', '--kills', '20'],
      /^LOST kill\//,
    ],
    [
      'that drops a page',
      {
        file: 'engine/run/source/read-pages.ts',
        from: "    if (next.kind === 'stop') return",
        to: "    if (next.kind !== 'stop' && page.number === 1) return { stopReason: 'dropped', last: answer };\n    if (next.kind === 'stop') return",
      },
      ['otx/subscribed-pulses', '--only', 'case/'],
      /^LOST case\//,
    ],
    [
      'that maps the records at the edge of two windows twice',
      {
        file: 'engine/components/states/largest/largest-session.ts',
        from: '    if (this.#before === undefined || this.#edgeBefore.size === 0) return false;',
        to: '    if (this.#before !== undefined) return false;\n    if (this.#before === undefined) return false;',
      },
      ['otx/subscribed-pulses', '--only', 'case/'],
      /^LOST case\//,
    ],
    [
      'that sends a POST again although it may have arrived',
      {
        file: 'engine/http/client/retry.ts',
        from: 'error.failure.retryable && (request.idempotent || error.failure.beforeSent)',
        to: 'error.failure.retryable',
      },
      ['izoologic-operation/move-case', '--only', 'network/reset'],
      /^DOUBLED network\/reset/,
    ],
    [
      'that takes a row for known although it has changed',
      {
        file: 'engine/run/shortcuts/known-rows/known-rows.ts',
        from: "hash('sha256', row, 'binary')",
        to: "hash('sha256', row.subarray(0, 40), 'binary')",
      },
      ['seclytics/predictions', '--only', 'data/changed'],
      /^LOST data\/changed/,
    ],
  ])(
    '%s',
    async (_, mistake, args, reported) => {
      const { code, failures, stderr } = await prove(withMistake(mistake), args);
      expect({ code, stderr: stderr.includes('    at ') }).toEqual({ code: 1, stderr: false });
      expect(failures).toContainEqual(expect.stringMatching(reported));
    },
    120_000,
  );

  test('that is not broken for sound', async () => {
    const { code, failures } = await prove(ROOT, ['otx/subscribed-pulses', '--only', 'case/', '--only', 'data/']);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
  }, 120_000);
});
