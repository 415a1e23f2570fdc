import type { Hono } from 'hono';
import { askRun } from '../../runs/ask-run.ts';
import type { EntryKey } from '../../tasks/read/quarantine.ts';
import { bodyOf, type Env, queryOf, readBody, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';

const ENTRY = { feed: 'string', instance: 'string', key: 'string' } as const;

export const quarantineRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  const { reads, work } = core.pools;
  app.get('/api/quarantine', async (asked) =>
    asked.json(await reads.ask('quarantine', { query: queryOf(asked, 'feed', 'run', 'limit') })),
  );
  app.post('/api/quarantine/again', asks('operator'), async (asked) => {
    const entry = readBody<EntryKey>(await bodyOf(asked), ENTRY);
    const { since, until } = await reads.ask('windowOfEntry', { entry });
    const name = entry.instance === '' ? entry.feed : entry.instance;
    noted(serving, asked, { what: 'run', on: name, details: { again: entry.key, since, until } });
    const range = since === null || until === null ? {} : { since, until };
    return asked.json({ job: askRun(core, name, { ...range, look: true }, asked.var.who.user).id });
  });
  app.post('/api/quarantine/forget', asks('operator'), async (asked) => {
    const entry = readBody<EntryKey>(await bodyOf(asked), ENTRY);
    noted(serving, asked, {
      what: 'forget',
      on: entry.instance === '' ? entry.feed : entry.instance,
      details: { key: entry.key },
    });
    return asked.json(await work.ask('forgetEntry', { entry }));
  });
};
