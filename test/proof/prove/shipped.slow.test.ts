/** Shipped definitions under trouble: a seeded part each time, and the whole in the proofs that lie beside them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { feedwright } from '../../cli/feedwright.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Feed {
  readonly target: string;
  readonly cells: readonly { readonly id: string; readonly verdict: string }[];
  readonly kills: readonly { readonly id: string; readonly verdict: string }[];
}

const proofs = readdirSync(join(ROOT, 'definitions'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.proof.json'),
);

describe('the shipped definitions', () => {
  test('lose and double nothing under some of the troubles', async () => {
    const seed = String(new Date().getUTCDate());
    const { code, stdout } = await feedwright(['prove', '--json', '--cells', '8', '--kills', '4', '--seed', seed], { cwd: ROOT });
    const { feeds } = JSON.parse(stdout) as { feeds: readonly Feed[] };
    const failed = feeds.flatMap(({ target, cells, kills }) =>
      [...cells, ...kills]
        .filter(({ verdict }) => /^[A-Z]+$/.test(verdict))
        .map(({ id, verdict }) => `${verdict} ${target} ${id}`),
    );
    expect({ seed, failed, code }).toEqual({ seed, failed: [], code: 0 });
    for (const { target, cells } of feeds) expect(cells.length, target).toBeGreaterThanOrEqual(8);
  }, 600_000);

  test('have a proof of at least 40 cells each, and of 200 kills where they are feeds, that holds for what lies here', async () => {
    const packs = readdirSync(join(ROOT, 'fixtures')).filter((name) => existsSync(join(ROOT, 'fixtures', name, 'cases')));
    expect(proofs.map((name) => name.split('/').at(-1)?.replace('.proof.json', '')).toSorted()).toEqual(packs.toSorted());
    for (const name of proofs) {
      const file = join('definitions', name);
      const { code, stdout } = await feedwright(['prove', '--verify', file], { cwd: ROOT });
      expect({ code, stdout }, file).toEqual({ code: 0, stdout: expect.stringContaining('holds') });
      for (const feed of proofOf(file)) {
        expect(Object.keys(feed.cells).length, feed.target).toBeGreaterThanOrEqual(40);
        // An action's process can die in fewer places.
        if ('process/no-shortcuts' in feed.cells) expect(sum(feed.kills), feed.target).toBeGreaterThanOrEqual(200);
      }
    }
  }, 120_000);
});

interface Proved {
  readonly target: string;
  readonly cells: Readonly<Record<string, string>>;
  readonly kills: Readonly<Record<string, number>>;
}

const proofOf = (file: string): readonly Proved[] =>
  (JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { feeds: readonly Proved[] }).feeds;

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, one) => all + one, 0);
