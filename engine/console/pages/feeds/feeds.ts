import type { FeedView } from '../../../serve/contract/feeds.ts';
import { count, location, many, refine, to, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import { answered, bars, choice, col, empty, filters, head, searchField, table, time, value, type Column } from '../../parts.ts';
import { feedActs } from './acts.ts';
import { healthOf, stateOf } from './health.ts';

const feedName = (feed: FeedView): Piece => ui`<div class="stack">
  <a class="strong" href=${to(['feeds', feed.name])}>${value(feed.title)}</a>
  <span class="sub">${value(feed.name)}</span>
  <span class="sub">${feed.schedule === null ? 'no schedule' : ui`${feed.schedule.text}, ${feed.schedule.zone}`}</span>
</div>`;

const turns = (feed: FeedView): Piece => {
  const last = feed.runs.at(-1);
  return ui`<div class="stack">${stateOf(feed)}<dl class="turns">
    <div><dt>last</dt><dd>${time(last?.started_at, 'pair', 'never')}</dd></div>
    <div><dt>next</dt><dd>${feed.state === 'paused' ? ui`<span class="none">paused</span>` : time(feed.next_at, 'pair', 'when asked')}</dd></div>
  </dl></div>`;
};

const COLUMNS: readonly Column<FeedView>[] = [
  col.text('Feed', feedName),
  col.wide('Health', (feed) => healthOf(feed.health)),
  col.text('Last runs', (feed) => bars(feed.runs)),
  col.text('Turns', turns),
  col.acts((feed) => feedActs(feed)),
];

/** Who must be looked at comes first, what runs next. */
const rank = ({ health, state, findings }: FeedView): number => {
  if (health?.acts === true || findings.some(({ severity }) => severity === 'error')) return 0;
  if (state === 'running' || state === 'waiting') return 1;
  return state === 'unscheduled' ? 3 : 2;
};

const matches = (feed: FeedView, text: string, only: string): boolean => {
  const found = [feed.title, feed.name, feed.feed, feed.health?.words ?? ''].join(' ').toLowerCase().includes(text.toLowerCase());
  return found && (only === '' || (only === 'act' ? rank(feed) === 0 : feed.state === only));
};

const SHOWN = [
  ['', 'all'],
  ['act', 'where somebody must act'],
  ...['running', 'scheduled', 'paused'].map((one) => [one, one] as const),
  ['unscheduled', 'without a schedule'],
] as const;

const narrowed = (shown: number, all: number): Piece =>
  filters(
    searchField('text', 'Search', 'Name or words of its health', 'live'),
    choice('Show', SHOWN, location.value.query['only'] ?? '', (only) => refine({ only })),
    ui`<p class="says" role="status">${shown === all ? many(all, 'feed') : `${count(shown)} of ${many(all, 'feed')}`}</p>`,
  );

export const Feeds = (): Piece => {
  const answer = useAnswer('GET /api/feeds', {}, { on: ['feed', 'job', 'definitions'], every: 30_000 });
  const most = useSignal(60);
  const { text = '', only = '' } = location.value.query;
  const data = answer.data.value;
  const urgent = data?.feeds.filter((feed) => rank(feed) === 0).length ?? 0;
  return ui`${head({
    title: 'Feeds',
    says:
      data &&
      ui`${urgent === 0 ? 'Nothing waits for you.' : ui`<b class="bad-ink">${many(urgent, 'feed')} ${urgent === 1 ? 'needs' : 'need'} somebody.</b>`}
      ${` ${count(data.running)} of at most ${count(data.at_once)} running, ${count(data.waiting)} waiting.`}`,
  })}
  ${answered(answer, ({ feeds }) => {
    if (feeds.length === 0)
      return empty(
        'There is no feed yet.',
        ui`Write a definition, or make one of a sample: <code>feedwright new sample.json</code>. It shows here once it is saved.`,
      );
    const found = feeds.filter((feed) => matches(feed, text, only)).toSorted((a, b) => rank(a) - rank(b));
    return ui`<div>
      ${narrowed(found.length, feeds.length)}
      ${
        found.length === 0
          ? empty('No feed is like that.', ui`<a href="#/feeds">Show all</a>`)
          : table(
              'Feeds, their health and their runs',
              found.slice(0, most.value),
              COLUMNS,
              ({ name }) => name,
              (feed) => (rank(feed) === 0 ? 'urgent' : undefined),
            )
      }
      ${found.length > most.value && ui`<p class="more"><button type="button" onClick=${() => (most.value += 120)}>Show more</button></p>`}
    </div>`;
  })}`;
};
