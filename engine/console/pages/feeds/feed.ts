import type { FeedDetail, RunBrief } from '../../../serve/contract/feeds.ts';
import { count, many, span, to, ui, useAnswer, type Piece } from '../../base.ts';
import {
  answered,
  badge,
  col,
  empty,
  findings,
  head,
  json,
  legible,
  pairs,
  plot,
  section,
  table,
  time,
  value,
  type Column,
} from '../../parts.ts';
import { feedActs } from './acts.ts';
import { healthOf, stateOf } from './health.ts';

/** Of a run that there is: with its address. */
export const RUN_COLUMNS: readonly Column<RunBrief>[] = [
  col.text('Began', (run) => ui`<a href=${to(['runs', run.run])}>${time(run.started_at)}</a>`),
  col.wide(
    'Came of it',
    ({ status, error }) => ui`${badge(status)}${error && ui` <span class="sub">${value(error, 120)}</span>`}`,
  ),
  col.number('Took', ({ duration }) => (duration === null ? '–' : span(duration))),
  col.number('Records', ({ records }) => count(records)),
  col.number('Changed', ({ changed }) => count(changed)),
  col.number('Set aside', ({ set_aside }) => count(set_aside)),
];

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

const facts = (feed: FeedDetail): Piece =>
  pairs([
    ['Definition', ui`<a href=${to(['definitions', feed.pack])}>${legible(feed.feed)}</a>`],
    ['Instance', feed.instance === null ? ui`<span class="none">none: as the definition has it</span>` : value(feed.instance)],
    [
      'Schedule',
      feed.schedule === null
        ? ui`<span class="none">none: it runs when somebody asks</span>`
        : ui`<code>${feed.schedule.text}</code> in ${feed.schedule.zone}${feed.schedule.jitter > 0 && `, up to ${span(feed.schedule.jitter)} later`}`,
    ],
    feed.missed && [
      'Missed turns',
      ui`${many(feed.missed.count, 'turn')}, ${time(feed.missed.first, 'line')} to ${time(feed.missed.last, 'line')}: ${feed.missed.made_up ? 'made up for by one run' : 'not made up for'}`,
    ],
    ['State', stateOf(feed)],
  ]);

const checkpoints = ({ checkpoints: all }: FeedDetail): Piece =>
  all.length === 0
    ? empty('The first run has not been yet: it begins where the definition says.')
    : ui`<ul class="plain">${all.map(
        ({ partition, until, state }) =>
          ui`<li key=${partition}>${partition && ui`<b>${value(partition)}</b> `}${time(until)}${state !== null && state !== undefined && json(state, 'State')}</li>`,
      )}</ul>`;

export const Feed = ({ name }: { readonly name: string }): Piece => {
  const answer = useAnswer('GET /api/feed', { query: { name } }, { on: ['feed', 'job', 'definitions'], every: 30_000 });
  const feed = answer.data.value;
  return ui`${head({
    title: feed?.title ?? name,
    above: ['Feeds', to(['feeds'])],
    says: ui`${value(name)}${feed?.description && ui` · ${value(feed.description, 300)}`}`,
    acts: feed && feedActs(feed, true),
  })}
  ${answered(
    answer,
    (known) => ui`<div class="columns">
    <div>
      ${section({ title: 'Health' }, healthOf(known.health))}
      ${known.findings.length > 0 && section({ title: 'Findings' }, findings(known.findings))}
      ${section(
        { title: 'Runs', acts: ui`<a href=${to(['runs'], { feed: name })}>all of them</a>`, kind: 'flush' },
        known.runs.length === 0
          ? empty('It has not run yet.', 'Run it now, or wait for its turn.')
          : ui`<div>${known.runs.length > 1 && chart(known.runs)}
            ${table('The last runs', known.runs.toReversed().slice(0, 12), RUN_COLUMNS, ({ run }) => run)}</div>`,
      )}
    </div>
    <div>
      ${section({ title: 'What is set' }, facts(known))}
      ${section({ title: 'Where the next run begins' }, checkpoints(known))}
      ${section(
        { title: 'Next turns' },
        known.turns.length === 0
          ? empty('It has no schedule.', ui`Give its instance one in feedwright.yaml: <code>every: PT5M</code>`)
          : ui`<ol class="plain">${known.turns.map((at) => ui`<li key=${at}>${time(at, 'whole')}</li>`)}</ol>`,
      )}
    </div>
  </div>`,
  )}`;
};
