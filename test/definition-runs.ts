/** The definitions that come with the package, run against their mocks, and what they make in a form that is easy to write by hand. */
import type { ObjectView } from '../engine/store/views/object-view.ts';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shownObjects, type ShownObject } from '../engine/proof/lab/shown-object.ts';
import type { RunRow } from '../engine/run/context/run-row.ts';
import { openStore } from '../engine/store/sqlite/open-store.ts';
import { inProcess } from './e2e/in-process.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
export const definitions = join(root, 'definitions');

/** Undefined where nobody has written down what the feed makes. */
export const expectedObjects = (pack: string, feed: string): readonly ShownObject[] | undefined => {
  const file = join(root, 'fixtures', pack, 'expected', `${feed}.json`);
  return existsSync(file) ? inOrder(JSON.parse(readFileSync(file, 'utf8')) as ShownObject[]) : undefined;
};

const inOrder = (objects: readonly ShownObject[]): readonly ShownObject[] =>
  objects
    .map((object) => ({
      ...object,
      ...(object.tags === undefined ? {} : { tags: object.tags.toSorted() }),
      ...(object.related === undefined ? {} : { related: object.related.toSorted() }),
    }))
    .toSorted((a, b) => (JSON.stringify([a.type, a.subtype, a.value]) < JSON.stringify([b.type, b.subtype, b.value]) ? -1 : 1));

export interface MockRun {
  readonly row: RunRow | undefined;
  readonly stderr: string;
  readonly objects: readonly ShownObject[];
}

/** One run after another against the pack's mock, into one store. */
export const runTwice = async (feed: string): Promise<readonly [MockRun, MockRun]> => {
  const cwd = mkdtempSync(join(tmpdir(), 'definitions-'));
  try {
    return [await runOnce(feed, cwd), await runOnce(feed, cwd)];
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
};

const runOnce = async (feed: string, cwd: string): Promise<MockRun> => {
  const { stdout, stderr } = await inProcess('run', { json: true, mock: true, definitions }, [feed], { cwd });
  const store = openStore({ path: join(cwd, '.feedwright/mock.db'), readOnly: true });
  try {
    const objects = JSON.parse(JSON.stringify([...store.objects({})])) as ObjectView[];
    return { row: stdout === '' ? undefined : (JSON.parse(stdout) as RunRow), stderr, objects: inOrder(shownObjects(objects)) };
  } finally {
    store.close();
  }
};
