import type { JobView, RunsView } from '../../../serve/contract/runs.ts';
import { count, location, to, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, badge, col, empty, head, searchField, section, table, time, value, type Column } from '../../parts.ts';
import { RUN_COLUMNS } from '../feeds/feed.ts';

type Row = RunsView['runs'][number];

const COLUMNS: readonly Column<Row>[] = [
  col.text(
    'Feed',
    ({ feed, instance, partition }) => ui`<div class="stack">
    <a href=${to(['feeds', instance || feed])}>${value(instance || feed)}</a>
    ${(instance !== '' && instance !== feed) || partition ? ui`<span class="sub">${value([instance === feed ? '' : feed, partition].filter(Boolean).join(' · '), 80)}</span>` : null}
  </div>`,
  ),
  ...RUN_COLUMNS,
];

const WHY: Readonly<Record<JobView['because'], string>> = {
  turn: 'its turn',
  missed: 'a missed turn',
  asked: 'asked for',
  'cut off': 'goes on after it was cut off',
  changes: 'there were changes',
};

const JOB_COLUMNS: readonly Column<JobView>[] = [
  col.text('What', (job) => ui`<a href=${to(['jobs', job.job])}>${job.kind} of ${value(job.name)}</a>`),
  col.text('State', ({ state, error }) => (error === null ? badge(state) : badge('failed'))),
  col.wide('Why', ({ because, by }) => ui`${WHY[because]}${by && ui` by ${value(by)}`}`),
  col.text('Since', ({ began_at, asked_at }) => time(began_at ?? asked_at)),
  col.number('Records', ({ progress }) => (progress === null ? '–' : count(progress.records))),
];

export const Runs = (): Piece => {
  const { feed = '' } = location.value.query;
  const runs = useAnswer('GET /api/runs', { query: { feed, limit: '100' } }, { on: ['job'] });
  const jobs = useAnswer('GET /api/jobs', {}, { on: ['job'], every: 5000 });
  const underWay = jobs.data.value?.jobs.filter(({ state }) => state !== 'ended') ?? [];
  return ui`${head({ title: 'Runs', says: 'What is under way, and what has been: with its windows, requests and records.' })}
  ${section(
    { title: 'Under way', kind: 'flush' },
    answered(jobs, () =>
      underWay.length === 0
        ? empty('Nothing runs at this moment.', ui`<a href="#/feeds">Run a feed now</a>, or wait for the next turn.`)
        : table('Jobs under way', underWay, JOB_COLUMNS, ({ job }) => job),
    ),
  )}
  ${section(
    {
      title: 'Past runs',
      kind: 'flush',
      acts: searchField('feed', 'Feed', 'pack/feed or instance'),
    },
    answered(runs, ({ runs: all }) =>
      all.length === 0
        ? empty(feed === '' ? 'There was no run yet.' : 'This feed has not run yet.', ui`<a href="#/feeds">Run a feed now</a>.`)
        : table('Past runs', all, COLUMNS, ({ run }) => run),
    ),
  )}`;
};
