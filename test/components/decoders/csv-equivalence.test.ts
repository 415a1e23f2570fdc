import { env } from 'node:process';
import { expect, test } from 'vitest';
import { byReference, byScanner, csvCase, randomFrom } from './csv-cases.ts';

/** `FEEDWRIGHT_CSV_FILES=100000` for the long run; `FEEDWRIGHT_SEED` repeats one. */
const files = Number(env['FEEDWRIGHT_CSV_FILES'] ?? 3000);
const seed = Number(env['FEEDWRIGHT_SEED'] ?? 1);

test(`the scanner reads ${files} generated files as csv-parse does, errors included (seed ${seed})`, async () => {
  let failed = 0;
  let records = 0;
  for (let index = 0; index < files; index++) {
    const file = csvCase(randomFrom(seed + index));
    const outcome = await byScanner(file);
    expect(outcome, `seed ${seed + index}: ${JSON.stringify({ ...file, bytes: file.bytes.toString() })}`).toEqual(
      await byReference(file),
    );
    if (outcome.error !== undefined) failed++;
    records += outcome.records.length;
  }
  // The files are of use only while both kinds are among them.
  expect(failed).toBeGreaterThan(files / 20);
  expect(records).toBeGreaterThan(files);
}, 600_000);
