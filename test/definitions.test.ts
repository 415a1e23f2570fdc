/** Every definition validates, and makes of its fixtures exactly the objects that were written down for it. */
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../engine/components/vocabulary.ts';
import { openEngine } from '../engine/index.ts';
import { findPacks } from '../engine/language/find-packs.ts';
import { loadPack } from '../engine/language/load.ts';
import { definitions, expectedObjects, runTwice } from './definition-runs.ts';

/** Their objects depend on options and are held to the vendors' guides elsewhere. */
const ELSEWHERE = new Set(['izoologic-operation', 'izoologic-sync-cases', 'seclytics']);

const vocabulary = createVocabulary();
const { packs, diagnostics } = findPacks(definitions);
const loaded = packs.map(({ file, name }) => ({ name, ...loadPack(file, vocabulary, { root: definitions }) }));
const feeds = loaded
  .filter(({ name }) => !ELSEWHERE.has(name))
  .flatMap(({ name, pack }) =>
    [...(pack?.feeds.values() ?? [])].map((feed) => ({ pack: name, feed: feed.name, state: feed.state?.kind })),
  );

test('no two packs have one name', () => {
  expect(diagnostics).toEqual([]);
});

test('nothing is found in any of them, samples and mocks included; what is silenced is what vendors leave no choice in', async () => {
  const engine = openEngine({ cwd: dirname(definitions) });
  const { findings, ignored } = await engine.validate();
  await engine.close();
  expect(findings).toEqual([]);
  expect([...new Set(ignored.map(({ finding }) => finding.code))]).toEqual(['secret.in-path']);
  expect(loaded.filter(({ pack }) => pack === undefined)).toEqual([]);
});

describe('a feed makes exactly the expected objects of its mock, and a second run changes nothing', () => {
  test.each(feeds)('$pack/$feed', async ({ pack, feed, state }) => {
    const [first, second] = await runTwice(`${pack}/${feed}`);
    expect({ status: first.row?.status, stderr: first.stderr, quarantined: first.row?.records.quarantined }).toEqual({
      status: 'succeeded',
      stderr: '',
      quarantined: 0,
    });
    expect(first.objects).toEqual(expectedObjects(pack, feed));
    expect({ status: second.row?.status, stderr: second.stderr }).toEqual({ status: 'succeeded', stderr: '' });
    expect(second.row?.objects).toMatchObject({ created: 0, updated: 0, withdrawn: 0 });
    expect(second.objects).toEqual(first.objects);
    if (state === 'unchanged') expect(second.row?.stop_reason).toMatch(/^nothing new/);
  });
});
