/** The rows that the guide prints, and what it says becomes of them. */
import { describe, expect, test } from 'vitest';
import { feedwright } from '../../cli/feedwright.ts';
import { expectedObjects, newFolder, objectsIn, type Options, runChild, runHere, startVendor, storeIn } from './vendor.ts';

const EVERYTHING = { importance_threshold: 0, detected_categories: '', filter_by_date: false };
const EVERY_CONTEXT =
  'Importance,Detected Identifiers,Detected Categories,Detected By,Detected At,Last Seen At,Predicted At,Predicted Netblock,Predicted Category,Cluster';

describe("the guide's rows", () => {
  test('yield nothing under the default options', async () => {
    const cwd = newFolder();
    const { row } = await runHere(await startVendor({ variant: 'guide' }), {}, {}, { cwd });
    expect(row).toMatchObject({
      status: 'succeeded',
      records: { fetched: 2, dropped: { 'below the importance threshold': 2 }, mapped: 0, quarantined: 0 },
      objects: { created: 0, updated: 0, unchanged: 0, withdrawn: 0, by_type: {} },
    });
    expect(objectsIn(storeIn(cwd))).toEqual([]);
  });

  test('of another category yield nothing where only the threshold is lowered', async () => {
    const cwd = newFolder();
    const { row } = await runHere(await startVendor({ variant: 'guide' }), { importance_threshold: 0 }, {}, { cwd });
    expect(row.records).toMatchObject({ fetched: 2, dropped: { 'none of the detected categories': 2 }, mapped: 0 });
  });

  test.each<[string, Options, number, string]>([
    ['3 attributes each with the default contexts', {}, 6, 'guide-default-contexts'],
    ['9 attributes each with every context', { context: EVERY_CONTEXT }, 18, 'guide-every-context'],
    [
      'a tenth, Low, with normalized scores',
      { context: EVERY_CONTEXT, normalize_importance: true },
      20,
      'guide-every-context-normalized',
    ],
  ])('become two addresses without any filter: %s', async (_what, options, attributes, expected) => {
    const cwd = newFolder();
    const { row } = await runHere(await startVendor({ variant: 'guide' }), { ...EVERYTHING, ...options }, {}, { cwd });
    expect(row).toMatchObject({
      records: { fetched: 2, dropped: {}, mapped: 2 },
      objects: { created: 2, by_type: { indicator: 2 } },
      attributes,
    });
    expect(objectsIn(storeIn(cwd))).toEqual(expectedObjects(expected));
  });

  test('have a normalized score by its own option alone, whatever contexts are chosen', async () => {
    const attributesWith = async (options: Options): Promise<readonly string[]> => {
      const cwd = newFolder();
      await runHere(await startVendor({ variant: 'guide' }), { ...EVERYTHING, ...options }, {}, { cwd });
      return objectsIn(storeIn(cwd)).map(({ attributes }) => attributes.map(({ name, value }) => `${name}=${value}`).join());
    };
    expect(await attributesWith({ context: '', normalize_importance: true })).toEqual([
      'Normalized Importance=Low',
      'Normalized Importance=Low',
    ]);
    expect(await attributesWith({ context: '', normalize_importance: false })).toEqual(['', '']);
    expect(await attributesWith({ context: 'Predicted Category' })).toEqual([
      'Predicted Category=spam',
      'Predicted Category=spam',
    ]);
  });

  test('come out of the command line the same', async () => {
    const [vendor, cwd] = [await startVendor({ variant: 'guide' }), newFolder()];
    const run = await runChild(vendor, { ...EVERYTHING, context: EVERY_CONTEXT }, ['--json'], { cwd });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    const { stdout } = await feedwright(['objects', '--json'], { cwd });
    const objects = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(objects).toEqual(expectedObjects('guide-every-context'));
  });
});
