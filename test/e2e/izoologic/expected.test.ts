/** What the two feeds make of the fixtures under every combination of the options that shape objects. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectedFiles, folder, pathOf, SINCE, textOf } from './guide/expected-files.ts';
import { dlrObjects } from './guide/dlr-table.ts';
import { type ExpectedObject, sorted } from './guide/expected-object.ts';
import { incidentObjects } from './guide/incident-table.ts';
import { dlrDetailsBetween, incidentsBetween } from './guide/samples.ts';
import { CLOCK, DLR, INCIDENTS, newFolder, objectsIn, runHere, startCases } from './vendor.ts';

/** An object of the store in the shape of the expected files, which say nothing of sources. */
const shaped = ({
  type,
  subtype,
  value,
  identity,
  description,
  status,
  published_at,
  content,
  related,
  attributes,
}: ObjectView): ExpectedObject => ({
  type,
  subtype,
  value,
  ...(identity === undefined ? {} : { identity }),
  description,
  ...(status === null ? {} : { status }),
  published_at,
  ...(content !== undefined && 'sha256' in content ? { content: { ...content, media_type: content.media_type ?? '' } } : {}),
  related: related.map(({ direction, to: { type, subtype, value } }) => ({ direction, to: { type, subtype, value } })),
  attributes: attributes.map(({ name, value }) => ({ name, value })),
});

/** Which attributes may change is shown by changes, not by one run. */
const withoutRules = (objects: readonly ExpectedObject[]): readonly ExpectedObject[] =>
  sorted(objects.map((object) => ({ ...object, attributes: object.attributes.map(({ name, value }) => ({ name, value })) })));

const stored = (cwd: string): readonly ExpectedObject[] => sorted(objectsIn(cwd).map(shaped));

const files = expectedFiles();

test("the expected files are those of the guide's tables, sixteen and eight", () => {
  for (const file of files) expect(readFileSync(pathOf(file), 'utf8'), file.name).toBe(textOf(file.objects));
  const there = (feed: string): readonly string[] => readdirSync(new URL(feed, folder)).toSorted();
  expect(there('incident')).toEqual(
    files
      .filter(({ feed }) => feed === 'incident')
      .map(({ name }) => `${name}.json`)
      .toSorted(),
  );
  expect(there('dlr')).toEqual(
    files
      .filter(({ feed }) => feed === 'dlr')
      .map(({ name }) => `${name}.json`)
      .toSorted(),
  );
  expect([there('incident').length, there('dlr').length]).toEqual([16, 8]);
  expect(new Set(files.map((file) => textOf(file.objects))).size, 'no two combinations say the same').toBe(24);
});

describe('a run makes exactly the objects of the expected file', () => {
  test.each(files)('$feed, $name', async (file) => {
    const cwd = newFolder();
    const feed = file.feed === 'incident' ? INCIDENTS : DLR;
    const { row, stderr } = await runHere(await startCases(), feed, file.options, { since: SINCE }, { cwd });
    expect({ status: row.status, stderr, logins: row.requests.logins }).toEqual({ status: 'succeeded', stderr: '', logins: 1 });
    const expected = JSON.parse(readFileSync(pathOf(file), 'utf8')) as ExpectedObject[];
    expect(stored(cwd)).toEqual(withoutRules(expected));
    expect(row.objects.created).toBe(expected.length);
    expect(row.attributes).toBe(expected.reduce((sum, { attributes }) => sum + attributes.length, 0));
  });
});

describe('a run over all that can be had makes what the tables say', () => {
  const until = new Date(CLOCK).toISOString();
  test('of the incidents of 95 days, where two cases have one address', async () => {
    const [cwd, since] = [newFolder(), '2025-05-12T12:00:00.000Z'];
    await runHere(await startCases(), INCIDENTS, {}, { since }, { cwd });
    const objects = stored(cwd);
    const shared = objects.filter(({ value }) => value === '198.51.100.1');
    expect(shared.map(({ related }) => related.map(({ to }) => to.value))).toEqual([['CASE200001', 'CASE200002']]);
    const others = (list: readonly ExpectedObject[]): readonly ExpectedObject[] =>
      list.filter(({ value }) => value !== '198.51.100.1');
    expect(others(objects)).toEqual(others(withoutRules(incidentObjects(incidentsBetween(since, until), {}))));
  });

  test('of the DLR cases of 60 days', async () => {
    const [cwd, since] = [newFolder(), '2025-06-16T12:00:00.000Z'];
    await runHere(await startCases(), DLR, {}, { since }, { cwd });
    expect(stored(cwd).map(({ value }) => value)).toContain('early@example.com');
    expect(stored(cwd)).toEqual(withoutRules(dlrObjects(dlrDetailsBetween(since, until), {})));
  });
});
