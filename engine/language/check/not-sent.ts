import type { Findings } from '../basics/findings.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
import type { Endpoint, Feed, Pack } from '../model.ts';
import { callsOf } from '../usage/calls.ts';
import { Reads } from '../usage/reads.ts';

/** What a feed keeps in order to ask for something else than the last time, and no request sends. */
export const checkNotSent = (pack: Pack, vocabulary: Vocabulary, findings: Findings): void => {
  for (const endpoint of pack.endpoints.values()) checkPage(endpoint, vocabulary, findings);
  for (const feed of pack.feeds.values()) {
    if (feed.window === undefined && feed.state === undefined) continue;
    const called = callsOf(feed).map(({ call }) => pack.endpoints.get(call));
    const reads = new Reads(vocabulary, [feed, called, pack.connection]);
    checkWindow(feed, reads, findings);
    checkState(feed, reads, vocabulary, findings);
  }
};

/** A paginator whose request never sends what tells one page from the next would get the first page for ever. */
const checkPage = ({ paginate, request, headers }: Endpoint, vocabulary: Vocabulary, findings: Findings): void => {
  const { paginators } = vocabulary;
  if (paginate === undefined || !Object.hasOwn(paginators, paginate.kind)) return;
  const sends = paginators[paginate.kind]?.sends;
  if (sends === undefined) return;
  const reads = new Reads(vocabulary, [request, headers]);
  if (sends.some((member) => reads.member('page', member))) return;
  const member = `$page.${sends[0]}`;
  findings.warning(
    'paginate.not-sent',
    paginate.place,
    `The request never sends \`${member}\`, so that every page would be the first one.`,
    `Write \`name?: !expr ${member}\` where the vendor expects it, in the query, the body or a header (\`?\`: the first page may have none).`,
  );
};

/** Rows outside of a window with a `time` are left out here; one with steps would fetch all of them again for each. */
const checkWindow = ({ window, source }: Feed, reads: Reads, findings: Findings): void => {
  if (window === undefined || (source.kind === 'each' && source.changed !== undefined)) return;
  if (window.time !== undefined && window.step === undefined) return;
  if (['window', 'run'].some((owner) => ['since', 'until'].some((member) => reads.member(owner, member)))) return;
  findings.warning(
    'window.not-sent',
    window.place,
    window.time === undefined
      ? 'Nothing reads `$window`, so that every run fetches the same, whatever it was asked for.'
      : 'Nothing reads `$window`, so that each step of the window fetches the same once more.',
    window.time === undefined
      ? 'Send `$window.since` and `$window.until` where the vendor expects them, or write `time: !expr …`, by which rows outside of it are left out.'
      : 'Send `$window.since` and `$window.until` where the vendor expects them, or remove `step`.',
  );
};

const checkState = ({ state }: Feed, reads: Reads, { states }: Vocabulary, findings: Findings): void => {
  if (state === undefined || !Object.hasOwn(states, state.kind) || states[state.kind]?.isSent !== true) return;
  if (reads.variable('state')) return;
  findings.warning(
    'state.not-sent',
    state.place,
    'Nothing reads `$state`, so that every run asks for everything once more.',
    'Write `name?: !expr $state` where the vendor expects it (`?`: the first run has none).',
  );
};
