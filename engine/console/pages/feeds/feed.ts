import type { FeedDetail, RunBrief } from '../../../serve/contract/feeds.ts';
import { many, span, to, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, empty, findings, head, section } from '../../parts.ts';
import { badge, json, legible, pairs, plot, table, time, value, type Columns } from '../../shown.ts';
import { feedActs, healthOf, stateOf } from './feeds.ts';

/** Of a run that there is: with its address. */
export const RUN_COLUMNS: Columns<RunBrief> = {
  Began: (run) => ui`<a href=${to(['runs', run.run])}>${time(run.started_at)}</a>`,
  'Came of it': ({ status, error }) => ui`${badge(status)}${error && ui` <span class="sub">${value(error, 120)}</span>`}`,
  Took: ({ duration }) => (duration === null ? '–' : span(duration)),
  Records: ({ records }) => records,
  Changed: ({ changed }) => changed,
  'Set aside': ({ set_aside }) => set_aside,
};

const chart = (runs: readonly RunBrief[]): Piece =>
  plot({
    times: runs.map(({ started_at }) => Date.parse(started_at) / 1000),
    as: 'bars',
    label: `Records of the last ${many(runs.length, 'run')}, and how many objects changed; the table beneath has the numbers.`,
    lines: [
      { label: 'records', colour: 'chart-1', values: runs.map(({ records }) => records) },
      { label: 'changed', colour: 'chart-2', values: runs.map(({ changed }) => changed) },
    ],
  });

const facts = (feed: FeedDetail): Piece => {
  const { schedule, missed } = feed;
  const late = schedule && schedule.jitter > 0 && `, up to ${span(schedule.jitter)} later`;
  return pairs([
    ['Definition', ui`<a href=${to(['definitions', feed.pack])}>${legible(feed.feed)}</a>`],
    ['Instance', feed.instance === null ? ui`<span class="none">none: as the definition has it</span>` : value(feed.instance)],
    ['Schedule', schedule ? ui`<code>${schedule.text}</code> in ${schedule.zone}${late}` : 'none: it runs when somebody asks'],
    missed && [
      'Missed turns',
      ui`${many(missed.count, 'turn')}, ${time(missed.first, 'line')} to ${time(missed.last, 'line')}: ${missed.made_up ? 'made up for by one run' : 'not made up for'}`,
    ],
    ['State', stateOf(feed)],
  ]);
};

const checkpoint = ({ partition, until, state }: FeedDetail['checkpoints'][number]): Piece =>
  ui`<li key=${partition}>${partition && ui`<b>${value(partition)}</b> `}${time(until)}${state !== null && state !== undefined && json(state, 'State')}</li>`;

const shown = (feed: FeedDetail): Piece => {
  const none = empty('It has not run yet.', 'Run it now, or wait for its turn.');
  const runs = feed.runs.toReversed().slice(0, 12);
  const isNew = feed.checkpoints.length === 0;
  const noTurn = empty('It has no schedule.', ui`Give its instance one in feedwright.yaml: <code>every: PT5M</code>`);
  return ui`<div class="columns">
    <div>
      ${section('Health', healthOf(feed.health))}
      ${feed.findings.length > 0 && section('Findings', findings(feed.findings))}
      ${section('Runs', ui`<div>${runs.length > 1 && chart(feed.runs)}${table('The last runs', runs, ({ run }) => run, RUN_COLUMNS, { wide: 'Came of it', none })}</div>`, '', ui`<a href=${to(['runs'], { feed: feed.name })}>all of them</a>`)}
    </div>
    <div>
      ${section('What is set', facts(feed))}
      ${section('Where the next run begins', isNew ? empty('The first run has not been yet: it begins where the definition says.') : ui`<ul class="plain">${feed.checkpoints.map(checkpoint)}</ul>`)}
      ${section('Next turns', feed.turns.length === 0 ? noTurn : ui`<ol class="plain">${feed.turns.map((at) => ui`<li key=${at}>${time(at, 'whole')}</li>`)}</ol>`)}
    </div>
  </div>`;
};

export const Feed = ({ name }: { readonly name: string }): Piece => {
  const answer = useAnswer('GET /api/feed', { query: { name } }, { on: ['feed', 'job', 'definitions'], every: 30_000 });
  const feed = answer.data;
  return ui`${head(feed?.title ?? name, {
    above: ['Feeds', to(['feeds'])],
    says: ui`${value(name)}${feed?.description && ui` · ${value(feed.description, 300)}`}`,
    acts: feed && feedActs(feed, true),
  })}
  ${answered(answer, shown)}`;
};
