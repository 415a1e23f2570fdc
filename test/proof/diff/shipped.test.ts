import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workingDirectory } from '../../cli/feedwright.ts';
import { diff, type ShownChange } from './two-gardens.ts';

const root = join(import.meta.dirname, '../../..');
const NEW = 'definitions/izoologic/sync-cases.yaml';
const CASES = 'fixtures/izoologic-sync-cases/cases';

/** "Updates to a URL on an existing Incident case resulted in the creation of a new object": up to 1.0.1 the value was the URL. */
const asOf101 = (text: string): string => {
  const value = 'value: !expr caseId\n        published_at: !expr $published\n';
  expect(text).toContain(value);
  return text.replace(value, value.replace('caseId', '$detail.url')).replace('version: 1.1.0', 'version: 1.0.1');
};

test("the guide's change from 1.0.1 to 1.1.0 is another identity of the incident in every case of the feed", async () => {
  const cwd = workingDirectory();
  const old = join(cwd, 'old');
  cpSync(join(root, 'definitions/izoologic'), old, { recursive: true });
  mkdirSync(join(cwd, 'definitions'));
  writeFileSync(join(old, 'sync-cases.yaml'), asOf101(readFileSync(join(root, NEW), 'utf8')));
  const { stdout, code } = await diff(root, join(old, 'sync-cases.yaml'), NEW, '--json');
  const { changes } = JSON.parse(stdout) as { readonly changes: readonly ShownChange[] };
  // Attributes, relations to notes, addresses and files, and requests stay: the change of identity is all there is.
  expect(changes.map(({ id, level, of, what }) => [id, level, of, what])).toEqual([
    ['object.identity', 'error', 'incident-case-sync', 'event'],
    ['object.identity', 'error', 'incident-case-sync', 'incident'],
  ]);
  const incidents = readdirSync(join(root, CASES)).filter((name) => name.startsWith('incident-'));
  expect(incidents.length).toBeGreaterThan(10);
  expect(changes.flatMap(({ cases }) => cases).toSorted()).toEqual(incidents.map((name) => `${CASES}/${name}`).toSorted());
  expect(changes[1]?.examples).toContainEqual({
    where: null,
    before: 'incident: https://suspicious-site.com',
    after: 'incident: CASE123456',
  });
  expect(code).toBe(1);
});

test('all definitions that come with the package against themselves: no change', async () => {
  const { stdout, stderr, code } = await diff(root, 'definitions', 'definitions', '--fail-on', 'info');
  expect(stdout).toMatch(/^no change; \d+ packs of the same text\n$/);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
