/** Done is: every row of the three vendor guides is in ours, and what deviates is told in `definitions/README.md`, with its reason. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Guide } from '../../engine/guide/model/guide.ts';
import { commandLine } from '../e2e/in-process.ts';
import { deviationsOf, type Deviation } from './vendor/deviations.ts';
import { operation } from './vendor/operation.ts';
import type { VendorGuide } from './vendor/rows.ts';
import { seclytics } from './vendor/seclytics.ts';
import { syncCases } from './vendor/sync-cases.ts';

const root = new URL('../..', import.meta.url).pathname;

const guides: readonly VendorGuide[] = [operation, syncCases, seclytics];

const written = new Map<string, Promise<Guide>>();

/** Made once: several tests look at it. */
const guideOf = (pack: string): Promise<Guide> => {
  const made = written.get(pack) ?? writeGuide(pack);
  written.set(pack, made);
  return made;
};

const writeGuide = async (pack: string): Promise<Guide> => {
  const { code, stdout } = await commandLine(['guide', pack, '--format', 'json'], { cwd: root });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Guide;
};

/** A row of the table in `definitions/README.md`. */
interface Told {
  readonly guide: string;
  readonly part: string;
  readonly rows: readonly string[];
  readonly column: string;
  readonly why: string;
  readonly line: string;
}

const told = (): readonly Told[] => {
  const lines = readFileSync(new URL('../../definitions/README.md', import.meta.url), 'utf8').split('\n');
  const at = lines.findIndex((line) => line.startsWith('| Guide | Part | Rows | Column |'));
  const rows = lines.slice(at + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => {
      const [, guide = '', part = '', names = '', column = '', , , why = ''] = line.split('|').map((cell) => cell.trim());
      return { guide, part, rows: names.split('; '), column, why, line };
    });
};

const covers = (one: Told, { guide, part, row, column }: Deviation): boolean =>
  one.guide === guide && one.part === part && one.column === column && one.rows.includes(row);

describe('the guides of the vendors', () => {
  test.each(guides)('$guide: every row and parameter is here, and what deviates is told', async (vendor) => {
    const deviations = deviationsOf(vendor, await guideOf(vendor.pack));
    const rows = told();
    expect(deviations.filter((one) => !rows.some((row) => covers(row, one)))).toEqual([]);
  });

  test('deviations that are told are there, each with its reason', async () => {
    const all = (await Promise.all(guides.map(async (vendor) => deviationsOf(vendor, await guideOf(vendor.pack))))).flat();
    const rows = told();
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ why }) => why.length < 10).map(({ line }) => line)).toEqual([]);
    // What stands elsewhere than in a table is not held here.
    const names = rows.filter(({ column }) => column !== 'elsewhere').flatMap((one) => one.rows.map((row) => ({ ...one, row })));
    const gone = names.filter(({ row, ...one }) => !all.some((found) => found.row === row && covers(one, found)));
    expect(gone.map(({ row, line }) => `${row}: ${line}`)).toEqual([]);
  });

  test('the tables were taken over whole', () => {
    const counts = guides.map(({ mapping, options }) => [
      mapping.map(({ rows }) => rows.length),
      options.map(({ rows }) => rows.length),
    ]);
    expect(counts).toEqual([
      [[], [4, 3, 2, 2, 3]],
      [
        [30, 5, 27],
        [7, 7],
      ],
      [[12], [7]],
    ]);
  });
});
