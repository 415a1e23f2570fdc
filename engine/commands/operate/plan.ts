import { formatDuration } from '../../language/basics/duration.ts';
import { nameSecrets, planFeedRuns, type PlannedRun } from '../../api/runs/plan-feed.ts';
import type { PlannedCall } from '../../api/views.ts';
import { count, instant, span } from '../../api/wording/units.ts';
import { harmless } from '../display/text.ts';
import { feedHelp } from '../feed/option-help.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import {
  feedFlags,
  type FeedFlags,
  jsonFlag,
  type JsonFlag,
  mockClockFlag,
  type MockRunFlags,
  rangeFlags,
  type RangeFlags,
} from '../shell/flags.ts';

interface PlanFlags extends FeedFlags, RangeFlags, Pick<MockRunFlags, 'clock'>, JsonFlag {}

/** Headers by which a server says whether there is anything new. */
const CONDITIONS = ['if-none-match', 'if-modified-since'];

const requestLine = ({ method, url, body, headers = {}, endpoint, problem }: PlannedCall): string => {
  const why = problem === undefined ? 'its address depends on what the run learns' : `it can't be made: ${harmless(problem)}`;
  const address = url === undefined ? `(${endpoint}: ${why})` : harmless(url);
  const conditions = CONDITIONS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [`  ${name}: ${harmless(value)}`];
  });
  return `${method} ${address}${body === undefined ? '' : `  ${harmless(body)}`}${conditions.join('')}`;
};

const times = (calls: number): string => (calls === 1 ? '' : ` × ${count(calls)}`);

/** What the authentication adds to the requests as they are shown. */
const BESIDES = {
  none: '',
  sent: '; credentials are not shown',
  login: ', and what it takes to log in; credentials are not shown',
} as const;

function* lines({ plan, shown, notes, credentials }: PlannedRun): Generator<string> {
  const range = plan.until === undefined ? '' : `, ${instant(plan.since)} → ${instant(plan.until)}`;
  const part = plan.partition === undefined ? '' : ` (${harmless(plan.partition)})`;
  yield `${shown.feed}${part}: ${shown.windows.length} ${shown.windows.length === 1 ? 'window' : 'windows'}${range}; nothing has been requested`;
  for (const { key, ms, options } of plan.decided)
    yield `  ${key} is ${formatDuration(ms)}, by the option${options.length === 1 ? '' : 's'} ${options.join(', ')}`;
  for (const note of notes) yield `  ${harmless(note)}`;
  if (plan.clipped !== undefined)
    yield `  left out, out of reach: ${instant(plan.clipped.since)} → ${instant(plan.clipped.until)}`;
  const [certain, dependent] = [shown.calls.filter((call) => call.certain), shown.calls.filter((call) => !call.certain)];
  for (const [index, window] of plan.windows.entries()) {
    if (window.until !== undefined) yield `  window ${index + 1}  ${instant(window.since)} → ${instant(window.until)}`;
    for (const call of certain.filter(({ per }) => per === `window ${index + 1}`))
      yield `    ${requestLine(call)}${times(call.times)}`;
  }
  if (dependent.length > 0) yield '  as the data asks for it';
  for (const call of dependent) yield `    ${call.method} ${call.endpoint}, for ${call.per}${times(call.times)}`;
  yield `  ${count(shown.certain_calls)} certain ${shown.certain_calls === 1 ? 'request' : 'requests'}${BESIDES[credentials]}`;
  if (shown.estimate_ms === null) yield '  no rate limit is declared: time depends on the vendor alone';
  else
    yield `  under the rate limit at least ${span(shown.estimate_ms)}${shown.calls_per_record === 0 ? '' : `, and ${span(shown.estimate_ms_per_1000_records ?? 0)} more for 1,000 records`}`;
}

export const command = defineCommand<PlanFlags, [string]>({
  description:
    'Shows the windows and requests of a run, and how long they take under the rate limit. Nothing is requested or written.',
  args: [{ name: '<feed>', help: "pack/feed, path/to/file.yaml#feed, or an instance's name" }],
  flags: [
    ...feedFlags,
    { flags: '--mock', help: "with the mock vendor's options and clock" },
    mockClockFlag,
    ...rangeFlags,
    jsonFlag,
  ],
  moreHelp: feedHelp,
  examples: ['feedwright plan PACK/FEED --since P95D', 'feedwright plan PACK/FEED --since 2026-01-01 --until 2026-02-01 --json'],
  async run(io, flags, text) {
    for (const result of await planFeedRuns(io, flags, text)) {
      if (flags.json === true) io.print(nameSecrets(JSON.stringify(result.shown)));
      else for (const line of lines(result)) io.print(nameSecrets(line));
    }
    return EXIT.fine;
  },
});
