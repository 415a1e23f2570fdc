/** A small part of `npm run fuzz -- definitions`, chosen by a seed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DefinitionFuzz } from '../../scripts/fuzz/definitions/fuzz-definitions.ts';

const SEED = 20_260_501;
const FILES = 300;

const folder = mkdtempSync(join(tmpdir(), 'feedwright-spoilt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('whatever a definition, sample, mock or case holds, what is wrong is said at its place', { timeout: 600_000 }, async () => {
  const fuzz = new DefinitionFuzz(folder);
  const codes = new Set<string>();
  for (let seed = SEED; seed < SEED + FILES; seed++) {
    const checked = await fuzz.check(seed);
    expect(checked.fault, `seed ${seed}: ${checked.ways.join(', ')}`).toBeUndefined();
    for (const code of checked.codes) codes.add(code);
  }
  // They are spoilt in ways that are told apart.
  expect(codes.size).toBeGreaterThan(30);
});
