/** The feeds: how each stands, and what can be done with it. */
import type { FeedsView, FeedView, HealthView, RunAsked } from '../../../serve/contract/feeds.ts';
import { ask, begin, count, location, many, note, refine, to, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import { answered, button, choice, empty, filters, head, more, searchField } from '../../parts.ts';
import { badge, bars, legible, stack, table, time, toneOf, value, type Columns } from '../../shown.ts';

/** One state in a word, and why in a sentence; the remedy where somebody must act. */
export const healthOf = (health: HealthView | null): Piece => {
  if (health === null) return ui`<span class="none">not known</span>`;
  const { state, words, since, last_good, place, remedy, acts } = health;
  const last = acts && last_good;
  return ui`<div class="health">
    <p>${badge(state, acts && toneOf(state) !== 'warn' ? 'bad' : toneOf(state))} ${value(words, 280)}</p>
    ${acts && remedy && ui`<p class="remedy"><b>What to do:</b> ${value(remedy, 280)}</p>`}
    ${acts && place && !words.includes(place) && ui`<p class="where"><code>${legible(place)}</code></p>`}
    ${(since || last) && ui`<p class="sub">${since && ui`since ${time(since, 'line')}`}${since && last && ' · '}${last && ui`last well ${time(last, 'line')}`}</p>`}
  </div>`;
};

/** What it is doing, and what is set for it. */
export const stateOf = ({ state, job, paused, hold, missed, findings }: FeedView): Piece =>
  stack(
    ui`${job === null ? badge(state) : ui`<a href=${to(['jobs', job])} class="live">${badge(state, 'busy')}</a>`}${hold && ui` ${badge('on hold', 'warn')}`}`,
    paused && ui`by ${value(paused.by)}, ${time(paused.since, 'line')}`,
    missed && `${many(missed.count, 'turn')} missed${missed.made_up ? ', made up for' : ''}`,
    findings.length > 0 &&
      ui`<span class="bad-ink">${many(findings.length, 'finding')} in its definition: the one before is used</span>`,
  );

/** What can be done with a feed. With `isWhole` in words, as on its own page. */
export const feedActs = ({ name, state, hold, schedule }: FeedView, isWhole = false): Piece => {
  const isPaused = state === 'paused';
  const disabled = state === 'running' || state === 'waiting';
  const given = { role: 'operator', isSquare: !isWhole, ...(isWhole ? {} : { about: name }) } as const;
  const run = (body: RunAsked): Promise<void> => begin('POST /api/feed/run', { body });
  const pause = async (): Promise<void> => {
    await ask('POST /api/feed/pause', { body: { name, paused: !isPaused } });
    note('good', isPaused ? `${name} runs by its schedule again.` : `${name} is paused: no turn runs until it is resumed.`);
  };
  const keep = async (): Promise<void> => {
    await ask('POST /api/feed/hold', { body: { name, hold: !hold } });
    note('good', hold ? `What ${name} brings is applied again.` : `What ${name} brings is kept, and not applied.`);
  };
  return ui`<div class="acts">
    ${button('Run now', { ...given, isSquare: false, kind: isWhole ? 'main' : undefined, icon: 'play', disabled }, () => run({ name }))}
    ${button('Run and look', { ...given, icon: 'eye', disabled }, () => run({ name, look: true }))}
    ${schedule && button(isPaused ? 'Resume' : 'Pause', { ...given, icon: isPaused ? 'play' : 'pause' }, pause)}
    ${button('Hold', { ...given, icon: 'hold', pressed: hold }, keep)}
  </div>`;
};

const turns = (feed: FeedView): Piece => ui`<div class="stack">${stateOf(feed)}<dl class="turns">
  <div><dt>last</dt><dd>${time(feed.runs.at(-1)?.started_at, 'pair', 'never')}</dd></div>
  <div><dt>next</dt><dd>${feed.state === 'paused' ? ui`<span class="none">paused</span>` : time(feed.next_at, 'pair', 'when asked')}</dd></div>
</dl></div>`;

const COLUMNS: Columns<FeedView> = {
  Feed: ({ name, title, schedule }) =>
    stack(
      ui`<a class="strong" href=${to(['feeds', name])}>${value(title)}</a>`,
      value(name),
      schedule === null ? 'no schedule' : `${schedule.text}, ${schedule.zone}`,
    ),
  Health: ({ health }) => healthOf(health),
  'Last runs': ({ runs }) => bars(runs),
  Turns: turns,
  '': (feed) => feedActs(feed),
};

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

const says = ({ feeds, running, at_once, waiting }: FeedsView): Piece => {
  const urgent = feeds.filter((feed) => rank(feed) === 0).length;
  const act = ui`<b class="bad-ink">${many(urgent, 'feed')} ${urgent === 1 ? 'needs' : 'need'} somebody.</b>`;
  return ui`${urgent === 0 ? 'Nothing waits for you.' : act} ${count(running)} of at most ${count(at_once)} running, ${count(waiting)} waiting.`;
};

const NOTHING = ui`Write a definition, or make one of a sample: <code>feedwright new sample.json</code>. It shows here once it is saved.`;

export const Feeds = (): Piece => {
  const answer = useAnswer('GET /api/feeds', {}, { on: ['feed', 'job', 'definitions'], every: 30_000 });
  const most = useSignal(60);
  const { text = '', only = '' } = location.value.query;
  return ui`${head('Feeds', { says: answer.data && says(answer.data) })}
  ${answered(answer, ({ feeds }) => {
    if (feeds.length === 0) return empty('There is no feed yet.', NOTHING);
    const found = feeds.filter((feed) => matches(feed, text, only)).toSorted((a, b) => rank(a) - rank(b));
    const none = empty('No feed is like that.', ui`<a href="#/feeds">Show all</a>`);
    const mark = (feed: FeedView): string | false => rank(feed) === 0 && 'urgent';
    return ui`<div>
      ${filters(
        searchField('text', 'Search', 'Name or words of its health', 'live'),
        choice('Show', SHOWN, only, (next) => refine({ only: next })),
        ui`<p class="says" role="status">${found.length === feeds.length ? '' : `${count(found.length)} of `}${many(feeds.length, 'feed')}</p>`,
      )}
      ${table('Feeds, their health and their runs', found.slice(0, most.value), ({ name }) => name, COLUMNS, { wide: 'Health', none, mark })}
      ${found.length > most.value && more(() => (most.value += 120))}
    </div>`;
  })}`;
};
