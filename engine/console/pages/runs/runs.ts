import type { JobView, RunsView } from '../../../serve/contract/runs.ts';
import { dotted, location, to, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, empty, head, searchField, section } from '../../parts.ts';
import { badge, stack, table, time, value, type Columns } from '../../shown.ts';
import { RUN_COLUMNS } from '../feeds/feed.ts';

const COLUMNS: Columns<RunsView['runs'][number]> = {
  Feed: ({ feed, instance, partition }) => {
    const name = instance || feed;
    return stack(ui`<a href=${to(['feeds', name])}>${value(name)}</a>`, dotted(name !== feed && feed, partition));
  },
  ...RUN_COLUMNS,
};

const WHY: Readonly<Record<JobView['because'], string>> = {
  turn: 'its turn',
  missed: 'a missed turn',
  asked: 'asked for',
  'cut off': 'goes on after it was cut off',
  changes: 'there were changes',
};

const JOB_COLUMNS: Columns<JobView> = {
  What: (job) => ui`<a href=${to(['jobs', job.job])}>${job.kind} of ${value(job.name)}</a>`,
  State: ({ state, error }) => badge(error === null ? state : 'failed'),
  Why: ({ because, by }) => ui`${WHY[because]}${by && ui` by ${value(by)}`}`,
  Since: ({ began_at, asked_at }) => time(began_at ?? asked_at),
  Records: ({ progress }) => progress?.records,
};

export const Runs = (): Piece => {
  const { feed = '' } = location.value.query;
  const runs = useAnswer('GET /api/runs', { query: { feed, limit: '100' } }, { on: ['job'] });
  const jobs = useAnswer('GET /api/jobs', {}, { on: ['job'], every: 5000 });
  const link = ui`<a href="#/feeds">Run a feed now</a>`;
  const idle = empty('Nothing runs at this moment.', ui`${link}, or wait for the next turn.`);
  const none = empty(feed === '' ? 'There was no run yet.' : 'This feed has not run yet.', link);
  const underWay = answered(jobs, ({ jobs: all }) => {
    const open = all.filter(({ state }) => state !== 'ended');
    return table('Jobs under way', open, ({ job }) => job, JOB_COLUMNS, { wide: 'Why', none: idle });
  });
  const past = answered(runs, ({ runs: all }) =>
    table('Past runs', all, ({ run }) => run, COLUMNS, { wide: 'Came of it', none }),
  );
  return ui`${head('Runs', { says: 'What is under way, and what has been: with its windows, requests and records.' })}
  ${section('Under way', underWay)}
  ${section('Past runs', past, '', searchField('feed', 'Feed', 'pack/feed or instance'))}`;
};
