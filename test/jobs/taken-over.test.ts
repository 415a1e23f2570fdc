/** A run whose worker was taken for dead after the run had ended, before anybody was told. */
import { describe, expect, test } from 'vitest';
import { fetchFeed } from '../../engine/api/runs/run-feed.ts';
import type { OpenRun } from '../../engine/store/contract/store.ts';
import { openPostgres } from '../../engine/store/postgres/open-store.ts';
import { configuration, definition, folderWith, startVendor } from '../serve/project.ts';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../support/postgres.ts';
import { worldIn } from './crowd/crowd-stores.ts';

describe.skipIf(!postgresIsThere)(`a run that is given out again${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();

  test('is not run once more where it has ended, and whoever had it can write no other end', async () => {
    const vendor = await startVendor();
    vendor.cases = [{ id: 1, name: 'a.example', text: 'a', score: 7, password: 'none' }];
    const address = await held.server.database();
    const cwd = folderWith({
      'definitions/acme.yaml': definition,
      'feedwright.yaml': configuration(vendor.host).replace('sqlite:./acme.db', `"${address}"`),
    });
    const job = { id: '7f9c2a54-0000-4000-8000-000000000001', at: Date.UTC(2026, 0, 8) };
    const run = (again: boolean) =>
      fetchFeed(worldIn(cwd), { job: { ...job, isAgain: again, takesOver: again } }, 'all', () => undefined);
    const first = await run(false);
    expect(first.status).toBe('succeeded');
    const asked = vendor.heard.length;

    // Stopped for a while: it has the instance, and has not heard that its last commit went through.
    const store = await openPostgres(address, { isFleeting: true });
    const [row] = await Array.fromAsync(store.runs({ limit: 1 }));
    const { feed, instance, partition } = row as NonNullable<typeof row>;
    const stale = await store.open({ feed, instance, partition, source: 'All' }, { now: Date.now() });
    expect(await run(true)).toMatchObject({ run: first.run, status: 'succeeded' });
    expect(vendor.heard.length).toBe(asked);
    const itsRun = { id: first.run } as OpenRun;
    const cut = { status: 'interrupted', now: Date.now(), summary: {}, error: undefined } as const;
    await expect(stale.end(itsRun, cut)).rejects.toMatchObject({ code: 'store.fenced' });
    await stale.close();
    expect((await Array.fromAsync(store.runs({}))).map(({ status }) => status)).toEqual(['succeeded']);
    await store.close();
    vendor.close();
  });
});
