import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATA, PROCESS } from '../../../scripts/reference/proving.ts';

const folder = join(import.meta.dirname, '../../../engine/proof/prove');

test('the reference names every trouble of the data and of the process, and no other', () => {
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const ids = [
    ...text.matchAll(
      /\b(?:titled|changed|absent)\(\s*(?:context,\s*)?['`](?:data\/)?([a-z-]+?)-?['`$]|'(poison-[a-z]+)',|process\/([a-z]+)-\$/g,
    ),
  ].map(([, id, poison, process]) => id ?? poison ?? process ?? '');
  const plain = new Set(ids.map((id) => id.replace(/^full-disk-later$/, 'full-disk')));
  expect([...plain].toSorted()).toEqual([...Object.keys(DATA), ...Object.keys(PROCESS)].toSorted());
});
