/** What goes wrong at the vendor's, on the way, in the definition: one clear message, the exit code, and nothing of it in the store. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../engine/mock/faults/fault.ts';
import { feedwright } from '../../cli/feedwright.ts';
import { definitionsWith, IMPATIENT } from './definitions-with.ts';
import { expectOneMessage, filled } from './expectations.ts';
import { checkpointIn, DUMP, newFolder, runChild, runHere, runWords, startVendor, storeIn } from './vendor.ts';

/** Other addresses than the fixtures', all of which the default options would keep. */
const rows = (more: string): string =>
  `ip,importance,detected_categories\n${Array.from({ length: 3000 }, (_, at) => `198.18.${at >> 8}.${at & 255},90,botnet\n`).join('')}${more}`;
const gzipped = (text: string): FaultKind => ({
  kind: 'answer',
  headers: { 'content-type': 'application/gzip' },
  body: gzipSync(text),
});
const broken = (bytes: Buffer): FaultKind => ({ kind: 'answer', headers: { 'content-type': 'application/gzip' }, body: bytes });
const halfOf = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);
const flippedAt = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};
const good = gzipSync(rows(''));

describe('a run ends with 1 and one message, and leaves store and checkpoint alone', () => {
  test.each<[string, FaultKind, RegExp]>([
    ['401', { kind: 'status', status: 401 }, /answered 401: the access token is wrong or lacks the permission.*vendor\.failure/],
    [
      '429 for good',
      { kind: 'status', status: 429, retryAfter: '0' },
      /answered 429 Too Many Requests \(it says: The mock answers 429\.\) \(tried 2 times\)\. \[http\.status/,
    ],
    [
      '429 with a wait beyond the limit',
      { kind: 'status', status: 429, retryAfter: '3600' },
      /429 .*asks to wait 3600 s, longer than the 1 s .*http\.status/,
    ],
    [
      '503 for good',
      { kind: 'status', status: 503 },
      /answered 503 Service Unavailable \(it says: The mock answers 503\.\) \(tried 2 times\)/,
    ],
    ['500', { kind: 'status', status: 500 }, /answered 500 Internal Server Error/],
    [
      '200 with a web page',
      { kind: 'html' },
      /\/bulk\/seen-.*: The body of type text\/html.*a web page where data is expected\. \[decode\.unexpected/,
    ],
    ['a truncated gzip', broken(halfOf(good)), /The gzip body ends too early: .*compressed bytes \d+–\d+\. \[decode\.truncated/],
    [
      'a gzip bomb',
      { kind: 'bomb', mebibytes: 128 },
      /decompress to more than \d+: this looks like a decompression bomb\. \[decode\.too-large/,
    ],
    [
      'a gzip with one flipped bit',
      broken(flippedAt(good, good.length >> 1)),
      /The gzip body is damaged: .*compressed bytes \d+–\d+.* \[decode\.corrupt/,
    ],
    [
      'a gzip with one flipped bit in its checksum',
      broken(flippedAt(good, good.length - 6)),
      /its checksum does not match \(compressed bytes 0–\d+\)\. \[decode\.corrupt/,
    ],
    [
      'a CSV with a ragged row',
      gzipped(rows('198.18.99.1,90,botnet,more\n')),
      /The CSV row on line 3002 has 4 cells instead of 3\. \[decode\.ragged-row/,
    ],
    ['an empty body', { kind: 'answer', body: '' }, /The body is empty\. \[decode\.empty/],
    ['a connection that breaks off', { kind: 'reset' }, /the connection was reset \(tried 2 times\)\. \[http\.reset/],
    [
      'a redirect elsewhere',
      { kind: 'redirect', location: 'http://127.0.0.2:9/dump' },
      /redirected \(302\): the host 127\.0\.0\.2:9 is none .*http\.host-not-allowed/,
    ],
  ])('%s', async (_what, fault, message) => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    const { expectUntouched } = await filled(vendor, cwd);
    vendor.addFault({ route: DUMP, fault, times: Infinity });
    const words = ['--definitions', definitionsWith(cwd, [IMPATIENT])];
    // A bomb is made and taken apart at once: that needs a process for each.
    const ended = await (fault.kind === 'bomb' ? runChild(vendor, {}, words, { cwd }) : runWords(vendor, words, { cwd }));
    expect({ code: ended.code, status: ended.stdout.split('\n')[0] }).toEqual({
      code: 1,
      status: 'seclytics/predictions: failed',
    });
    expectOneMessage(ended, message);
    expectUntouched();
  });

  test('a server that is not there', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    const { expectUntouched } = await filled(vendor, cwd);
    await vendor.close();
    const ended = await runWords(vendor, ['--definitions', definitionsWith(cwd, [IMPATIENT])], { cwd });
    expect(ended.code).toBe(1);
    expectOneMessage(ended, /the connection was refused \(tried 2 times\)\. \[http\.refused/);
    expectUntouched();
  });

  test('and the next one, with nothing wrong, reads everything', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    await filled(vendor, cwd);
    vendor.addFault({ route: DUMP, fault: broken(halfOf(good)) });
    const before = checkpointIn(storeIn(cwd));
    const failed = await runHere(vendor, {}, {}, { cwd });
    expect(failed.row).toMatchObject({
      status: 'failed',
      stop_reason: 'a failure',
      windows: [{ status: 'failed' }],
      error: { code: 'decode.truncated' },
    });
    expect(Date.parse(failed.row.windows[0]?.since ?? '')).toBe(before);
    const { row } = await runHere(vendor, {}, {}, { cwd });
    expect(row).toMatchObject({ status: 'succeeded', objects: { unchanged: 10 } });
    expect(Date.parse(row.windows[0]?.since ?? '')).toBe(before);
  });
});

test('a body that breaks off once is read again from its start, and counted once', async () => {
  const [vendor, cwd] = [await startVendor(), newFolder()];
  vendor.addFault({ route: DUMP, fault: { kind: 'reset' } });
  const { row } = await runHere(vendor, {}, { definitions: definitionsWith(cwd, [IMPATIENT]) }, { cwd });
  expect(row).toMatchObject({
    status: 'succeeded',
    requests: { count: 2, retried: 1 },
    records: { fetched: 20, mapped: 11 },
    objects: { created: 10 },
  });
});

test('a column that the vendor has renamed fails the run, and so does an error in place of the dump', async () => {
  const [vendor, cwd] = [await startVendor(), newFolder()];
  const { expectUntouched } = await filled(vendor, cwd);
  vendor.addFault({ route: DUMP, fault: gzipped('ip,score,detected_categories\n192.0.2.1,90,botnet\n') });
  vendor.addFault({
    route: DUMP,
    fault: { kind: 'answer', headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"Over quota."}}' },
  });
  const messages = [
    /The CSV has no column "importance", which the mapping reads; its columns are "ip", "score", "detected_categories"\. \[decode\.no-column/,
    /The record that came has nothing of what the mapping reads \(.*\): it has "error" \(it says: Over quota\.\)\. \[decode\.no-member/,
  ];
  for (const message of messages) {
    const ended = await runWords(vendor, [], { cwd });
    expect(ended.code).toBe(1);
    expectOneMessage(ended, message);
    expectUntouched();
  }
});

describe('a definition with a typo in an expression', () => {
  const typo = ['Cluster: !expr cluster', 'Cluster: !expr $valeus(cluster)'] as const;
  const lineOf = (root: string): number =>
    1 +
    readFileSync(join(root, 'seclytics/predictions.yaml'), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes('Cluster: !expr'));

  test('is found by validate, with its place', async () => {
    const cwd = newFolder();
    const root = definitionsWith(cwd, [typo]);
    const { code, stdout } = await feedwright(['validate', root, '--json'], { cwd });
    expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({
      code: 2,
      definitions: 1,
      findings: [
        {
          code: 'expression.unknown-function',
          severity: 'error',
          message: 'There is no function `$valeus`.',
          file: 'definitions/seclytics/predictions.yaml',
          line: lineOf(root),
          column: '          Cluster: !expr $'.length,
          hint: 'Did you mean `$values`?',
        },
      ],
    });
  });

  test.each([typo, ['Cluster: !expr cluster', 'Cluster: !expr cluster.'] as const])(
    '%j is refused by run before anything is asked or written',
    async (from, to) => {
      const [vendor, cwd] = [await startVendor(), newFolder()];
      const root = definitionsWith(cwd, [[from, to]]);
      const { code, stdout, stderr } = await runWords(vendor, ['--definitions', root], { cwd });
      expect({ code, stdout, requests: vendor.requests.length, store: existsSync(storeIn(cwd)) }).toEqual({
        code: 2,
        stdout: '',
        requests: 0,
        store: false,
      });
      const [finding, hint, ...rest] = stderr.split('\n');
      expect(finding).toMatch(
        new RegExp(`^definitions/seclytics/predictions\\.yaml:${lineOf(root)}:\\d+: error: .* \\[expression\\.`),
      );
      expect(hint).toMatch(/^ {2}hint: /);
      expect(rest).toEqual([
        expect.stringMatching(/^error: The definition .* has an error\. \[definition\.invalid\]$/),
        expect.stringMatching(/^ {2}hint: Run `feedwright validate /),
        '',
      ]);
    },
  );
});
