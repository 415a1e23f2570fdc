import { STATUS_TEXT } from '../../../api/wording/status-text.ts';
import { bodyText } from '../../../api/trace/body-text.ts';
import { count, instant, size, span } from '../../../api/wording/units.ts';
import type { Figures, TraceEvent } from '../../../api/views.ts';
import { shownPlace } from '../../shell/failure.ts';
import type { Io } from '../../shell/io.ts';
import { recordLines } from './record-lines.ts';
import { short, valueText } from './value-text.ts';

type EventOf<K extends TraceEvent['kind']> = Extract<TraceEvent, { readonly kind: K }>;

/** So many characters of an address, and of a body. */
const LONGEST_URL = 2000;
const LONGEST_BODY = 2000;

/** What a run does, as a person reads it. */
export function* traceLines(io: Io, event: TraceEvent): Generator<string> {
  switch (event.kind) {
    case 'request':
      yield* requestLines(io, event);
      return;
    case 'exchange':
      yield* answerLines(io, event);
      return;
    case 'retry':
      yield `  ${short(io, event.label)}: again in ${span(event.wait)}: ${short(io, event.because)}`;
      return;
    case 'window':
      yield io.stderr.style('bold', `${windowName(io, event)}${rangeOf(event)}`);
      return;
    case 'page':
      yield* pageLines(io, event);
      return;
    case 'window_end':
      yield windowLine(io, event);
      return;
    case 'record':
      yield* recordLines(io, io.stderr, event, `record ${short(io, event.where)}`);
      return;
    case 'no_record':
      yield `no record had the key ${short(io, event.key)}`;
      return;
    default:
      throw event satisfies never;
  }
}

const windowName = (io: Io, { index, of, partition }: Pick<EventOf<'window'>, 'index' | 'of' | 'partition'>): string =>
  `window ${index + 1} of ${of}${partition === undefined ? '' : ` (${short(io, partition)})`}`;

const rangeOf = ({ since, until }: Pick<EventOf<'window'>, 'since' | 'until'>): string =>
  since === undefined && until === undefined ? '' : `  ${instant(since)} → ${instant(until)}`;

function* requestLines(io: Io, event: EventOf<'request'>): Generator<string> {
  const { number, label, method, url, headers, place, attempt } = event;
  const where = place === undefined ? '' : io.stderr.style('dim', `  (${short(io, shownPlace(io, place))})`);
  const again = attempt === 0 ? '' : `, attempt ${attempt + 1}`;
  yield `  #${number} ${short(io, label)}${again}: ${method} ${short(io, url, LONGEST_URL)}${where}`;
  for (const [name, value] of Object.entries(headers)) yield `      ${short(io, `${name}: ${value}`)}`;
  const body = bodyText(event);
  if (body.kind === 'text') yield `      body: ${short(io, body.text, LONGEST_BODY)}`;
  if (body.kind === 'bytes') yield `      body: ${count(body.length)} bytes that are no text`;
}

function* answerLines(io: Io, event: EventOf<'exchange'>): Generator<string> {
  const { number, status, responseHeaders, bytes, took, redirectedTo, failure } = event;
  const type = responseHeaders['content-type'];
  const word = status === undefined ? 'no answer' : `${status} ${STATUS_TEXT[status] ?? ''}`.trimEnd();
  const parts = [word, ...(type === undefined ? [] : [short(io, String(type))]), size(bytes), span(took)];
  yield `  #${number} ${parts.join(', ')}`;
  if (redirectedTo !== undefined) yield `      redirected to ${short(io, redirectedTo, LONGEST_URL)}`;
  if (failure !== undefined) yield `      ${io.stderr.style('red', 'failed')}: ${short(io, failure)}`;
}

function* pageLines(io: Io, { label, page, records, became, decision, place }: EventOf<'page'>): Generator<string> {
  const where = io.stderr.style('dim', `  (${short(io, shownPlace(io, place))})`);
  yield `  ${short(io, label)}, page ${page.number}: ${count(records)} ${records === 1 ? 'record' : 'records'}${became === undefined || records === 0 ? '' : `; ${becameText(io, became)}`}`;
  if (decision.kind === 'stop') yield `    stop: ${short(io, decision.because)}${where}`;
  else yield `    next page ${decision.page.number}: ${nextText(io, decision)}${where}`;
}

const nextText = (io: Io, { page, url, from }: Extract<EventOf<'page'>['decision'], { readonly kind: 'next' }>): string => {
  const source = from === undefined ? '' : ` from ${short(io, from.source, 120)}`;
  if (url !== undefined) return `${short(io, url, LONGEST_URL)}${from === undefined ? '' : `, ${from.option}${source}`}`;
  if (page.token !== undefined) return `token ${valueText(io, page.token, 120)}${source}`;
  if (page.after !== undefined) return `after ${valueText(io, page.after, 120)}${source}`;
  return `offset ${page.offset}${page.size === undefined ? '' : `, size ${page.size}`}`;
};

/** What became of records, by reason; what is zero is left out. */
const becameText = (io: Io, { records, objects }: Figures): string => {
  const { dropped, expanded, mapped, outside_window: outside, duplicate, superseded, skipped, quarantined } = records;
  const parts: readonly (readonly [number, string])[] = [
    [expanded, 'more by expansion'],
    [mapped, 'mapped'],
    ...Object.entries(dropped).map(([because, times]) => [times, `dropped: ${short(io, because)}`] as const),
    [outside, 'outside the window'],
    [duplicate, 'duplicate'],
    [superseded, 'superseding an earlier one'],
    [skipped, 'skipped: nothing was made of it'],
    [quarantined, 'set aside'],
  ];
  const said = parts.flatMap(([times, word]) => (times === 0 ? [] : [`${count(times)} ${word}`]));
  return `${said.length === 0 ? 'nothing of the source' : said.join(', ')}; ${count(objects)} ${objects === 1 ? 'object' : 'objects'}`;
};

const windowLine = (io: Io, event: EventOf<'window_end'>): string => {
  const { records, objects, notes, because } = event;
  const { created = 0, updated = 0, unchanged = 0, withdrawn = 0 } = objects ?? {};
  const figures = becameText(io, { records, objects: created + updated + unchanged + withdrawn });
  const changes =
    objects === undefined
      ? ''
      : ` (${count(created)} created, ${count(updated)} updated, ${count(unchanged)} unchanged, ${count(withdrawn)} withdrawn)`;
  const noted = Object.entries(notes).map(([note, times]) => `; ${short(io, note)}: ${count(times)}`);
  return `${windowName(io, event)} ended: ${count(records.fetched)} fetched; ${figures}${changes}${noted.join('')}; ${short(io, because)}`;
};
