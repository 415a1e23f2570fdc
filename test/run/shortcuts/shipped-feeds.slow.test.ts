/** Nothing that is skipped changes what comes of a run: every shipped feed with all shortcuts and without any. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Services } from '../../../engine/run/context/services.ts';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { findPacks } from '../../../engine/language/find-packs.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder } from '../../components/live.ts';
import { definitions } from '../../definition-runs.ts';
import { inProcess } from '../../e2e/in-process.ts';
import { ledgerOf } from '../../support/ledger-of.ts';

const taken = vi.hoisted(() => ({ shortcuts: true, runs: 0, evaluators: 0 }));
vi.mock('../../../engine/api/runs/compose.ts', async (original) => {
  const all = await original<typeof import('../../../engine/api/runs/compose.ts')>();
  const composeServices = (...parts: Parameters<typeof all.composeServices>): Services => {
    taken.runs++;
    return { ...all.composeServices(...parts), shortcuts: taken.shortcuts };
  };
  return { ...all, composeServices };
});
vi.mock('../../../engine/run/shortcuts/per-text.ts', async (original) => {
  const all = await original<typeof import('../../../engine/run/shortcuts/per-text.ts')>();
  const perText = (...parts: Parameters<typeof all.perText>): ReturnType<typeof all.perText> => {
    taken.evaluators++;
    return taken.shortcuts ? all.perText(...parts) : parts[2];
  };
  return { ...all, perText };
});

const vocabulary = createVocabulary();
const feeds = findPacks(definitions).packs.flatMap(({ file, name }) => {
  const { pack } = loadPack(file, vocabulary, { root: definitions });
  return [...(pack?.feeds.keys() ?? [])].map((feed) => `${name}/${feed}`);
});

/** Two runs, one after the other, with what each leaves. */
const runTwice = async (feed: string, shortcuts: boolean) => {
  taken.shortcuts = shortcuts;
  const cwd = emptyFolder();
  try {
    const left = [];
    for (let run = 0; run < 2; run++) {
      const { code, stdout } = await inProcess('run', { json: true, mock: true, definitions }, [feed], { cwd });
      const store = openStore({ path: join(cwd, '.feedwright/mock.db'), readOnly: true });
      left.push({ code, ...ledgerOf(JSON.parse(stdout) as RunRow), digest: store.digest() });
      await store.close();
    }
    return left;
  } finally {
    rmSync(cwd, { recursive: true });
  }
};

test.each(feeds)('%s', async (feed) => {
  const runs = taken.runs;
  expect(await runTwice(feed, true)).toEqual(await runTwice(feed, false));
  // The switch was asked for in each of the four runs, so there was something to compare.
  expect(taken.runs - runs).toBeGreaterThanOrEqual(4);
  expect(taken.evaluators).toBeGreaterThan(0);
});
