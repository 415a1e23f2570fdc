/** Definitions as `new` makes them of one sample: nothing in them is a false alarm, whatever format the sample has. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openEngine } from '../../engine/index.ts';
import { inProcess } from '../e2e/in-process.ts';

const folder = fileURLToPath(new URL('../draft/samples', import.meta.url));
const samples = readdirSync(folder).filter((name) => !/README|\.yaml$/.test(name));

test('there are twenty samples of other vendors', () => {
  expect(samples.length).toBeGreaterThanOrEqual(20);
});

test.each(samples)('%s', async (sample) => {
  const cwd = mkdtempSync(join(tmpdir(), 'drafts-'));
  try {
    const made = await inProcess('new', { name: 'draft' }, [join(folder, sample)], { cwd });
    expect([made.code, made.stderr]).toEqual([0, expect.any(String)]);
    const engine = openEngine({ cwd });
    const { definitions, findings } = await engine.validate();
    await engine.close();
    expect([definitions, findings]).toEqual([1, []]);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
