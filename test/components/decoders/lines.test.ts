import { expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import type { Decoded } from '../../../engine/components/decoders/decoder.ts';
import type { JsonRecord } from '../../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

const decode = async (content: string | Uint8Array, options: Record<string, unknown> = {}): Promise<Decoded> =>
  decodeBody(bodyOf(content, 16 * 1024), [{ kind: 'lines', options, sniff: false }], decodeContext());

const read = async (...given: Parameters<typeof decode>): Promise<{ records: JsonRecord[]; skipped: number | undefined }> => {
  const decoded = await decode(...given);
  const records: JsonRecord[] = [];
  for await (const batch of decoded.batches) records.push(...batch.records);
  return { records, skipped: decoded.skipped?.() };
};

test('without a pattern a line is a record of one member', async () => {
  expect((await read(' 192.0.2.1 \n\n# no\n192.0.2.2', { comment: '#' })).records).toEqual([
    { line: '192.0.2.1' },
    { line: '192.0.2.2' },
  ]);
  expect((await read(' 192.0.2.1 \n', { trim: false, name: 'ip' })).records).toEqual([{ ip: ' 192.0.2.1 ' }]);
});

test('a line that does not match fails the run with its number, or is left out and counted', async () => {
  const text = 'ExitNode 1\nExitAddress 192.0.2.1 2026-01-14\nPublished 2026\n';
  const pattern = '^ExitAddress (?<ip>\\S+) (?<seen>.+)$';
  await expect(read(text, { pattern })).rejects.toMatchObject({
    code: 'decode.line-mismatch',
    message: expect.stringContaining('Line 1 '),
  });
  expect(await read(text, { pattern, mismatch: 'skip' })).toEqual({
    records: [{ ip: '192.0.2.1', seen: '2026-01-14' }],
    skipped: 2,
  });
});

test('a pattern must be a regular expression with named groups that takes no exponential time', async () => {
  for (const pattern of ['(', '^(.*)$', '^(?<a>(?:x+)+)$'])
    await expect(read('x\n', { pattern })).rejects.toMatchObject({ code: 'decode.pattern' });
});

test('a pattern that takes too long for hostile lines is stopped', async () => {
  const slow = '^(?<a>.*)(?<b>.*)(?<c>.*)(?<d>.*)!$';
  await expect(read(`${'a'.repeat(5000)}\n`, { pattern: slow })).rejects.toMatchObject({ code: 'decode.pattern' });
});

test('lines are read in the encoding that the definition names', async () => {
  expect((await read(Buffer.from([0xe4, 0x0a]), { encoding: 'windows-1252' })).records).toEqual([{ line: '\u00e4' }]);
});
