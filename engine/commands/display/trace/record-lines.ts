import type {
  ExplainedAttribute,
  ExplainedEntry,
  ExplainedFilter,
  ExplainedPart,
  ExplainedRecord,
  ExplainedValue,
  Fault,
} from '../../../api/views.ts';
import type { Place } from '../../../language/basics/place.ts';
import { shownPlace } from '../../shell/failure.ts';
import type { Io, Output } from '../../shell/io.ts';
import { hiding, short, valueText } from './value-text.ts';

/** Of a record that was expanded so many of its parts are shown. */
const MOST_PARTS = 10;

interface Page {
  readonly io: Io;
  readonly output: Output;
  /** Hides what is sensitive. */
  readonly hide: (value: unknown) => unknown;
}

/** One record on its way through a definition, as a person reads it; `title` names the record. */
export function* recordLines(io: Io, output: Output, record: ExplainedRecord, title: string): Generator<string> {
  const page: Page = { io, output, hide: hiding(output, record) };
  yield `${output.style('bold', title)}  ${valueText(io, page.hide(record.input))}`;
  const { length } = record.parts;
  for (const [index, part] of record.parts.slice(0, MOST_PARTS).entries()) {
    if (length > 1) yield `  part ${index + 1} of ${length}`;
    yield* partLines(page, part);
  }
  if (length > MOST_PARTS) yield `  and ${length - MOST_PARTS} more parts`;
}

const at = ({ io, output }: Page, place: Place | undefined): string =>
  place === undefined ? '' : output.style('dim', `  (${short(io, shownPlace(io, place))})`);

function* partLines(page: Page, part: ExplainedPart): Generator<string> {
  for (const filter of part.filters) yield filterLine(page, filter);
  if (part.filters.some(({ kind }) => kind === 'set' || kind === 'expand') && part.record !== undefined)
    yield `  as the filters leave it  ${valueText(page.io, page.hide(part.record))}`;
  for (const mark of part.marks) yield valueLine(page, mark.name, mark);
  for (const answer of part.answers)
    yield answer.isMissing === true
      ? `  supplemental ${answer.name}: no answer was given${at(page, answer.place)}`
      : valueLine(page, `supplemental ${answer.name}`, answer);
  for (const one of part.lets) yield valueLine(page, `let ${one.name}`, one);
  for (const entry of part.entries) yield* entryLines(page, entry);
  for (const { from, to, as } of part.relations)
    yield `  relation ${short(page.io, from)} → ${short(page.io, to)}${as === undefined ? '' : `: ${short(page.io, as)}`}`;
  yield outcomeLine(page, part);
}

const VERBS = { kept: 'kept by', dropped: 'dropped by', set: 'set by', expanded: 'expanded by', failed: 'fails in' } as const;

const filterLine = (
  page: Page,
  { kind, verdict, source, because, withdraws, members, parts, place }: ExplainedFilter,
): string => {
  const { io } = page;
  const what = source === undefined ? kind : `${kind} ${short(io, source, 120)}`;
  const set =
    members === undefined
      ? ''
      : `: ${Object.entries(members)
          .map(([name, value]) => `${short(io, name)} = ${valueText(io, page.hide(value))}`)
          .join(', ')}`;
  const why = because === undefined ? '' : `: ${short(io, because)}${withdraws === true ? '; what is known of it expires' : ''}`;
  const many = parts === undefined ? '' : `: ${parts} ${parts === 1 ? 'record' : 'records'}`;
  return `  ${VERBS[verdict]} ${what}${set}${why}${many}${at(page, place)}`;
};

const valueLine = (page: Page, name: string, { value, place, error }: ExplainedValue): string =>
  `  ${short(page.io, name)} = ${error === undefined ? valueText(page.io, page.hide(value)) : 'no value'}${faultText(page, error)}${at(page, place)}`;

const faultText = ({ io, output }: Page, error: Fault | undefined): string =>
  error === undefined ? '' : `: ${output.style('red', 'error')}: ${short(io, error.message)} [${error.code}]`;

function* entryLines(page: Page, entry: ExplainedEntry): Generator<string> {
  const { io } = page;
  const name = short(io, entry.name);
  for (const object of entry.objects) {
    const kind = object.subtype === '' ? object.type : `${object.type} (${short(io, object.subtype)})`;
    yield `  ${name}: ${kind} ${short(io, object.value)}${object.withdraw ? ': a known one expires, none is made' : ''}${at(page, object.place)}`;
    if (object.identity !== undefined) yield `    identity = ${short(io, object.identity)}`;
    for (const field of object.fields) yield `  ${valueLine(page, field.name, field)}`;
    if (object.tags.length > 0) yield `    tags = ${valueText(io, object.tags)}`;
    for (const attribute of object.attributes) yield attributeLine(page, attribute);
    for (const { type, key, as } of object.related)
      yield `    related to ${type} ${short(io, key)}${as === undefined ? '' : `: ${short(io, as)}`}`;
  }
  for (const why of new Set(entry.skipped)) yield `  ${name}: no object: ${short(io, why)}${at(page, entry.place)}`;
  if (entry.error !== undefined && entry.objects.length === 0)
    yield `  ${name}${faultText(page, entry.error)}${at(page, entry.error.place ?? entry.place)}`;
}

const attributeLine = (page: Page, { name, value, sensitive, skipped, error, place }: ExplainedAttribute): string => {
  const { io, output } = page;
  const shown = value === undefined ? '' : sensitive && output.isTerminal ? '***' : short(io, value);
  const what = value === undefined ? ` is left out${skipped === undefined ? '' : `: ${skipped}`}` : ` = ${shown}`;
  return `    ${short(io, name)}${what}${faultText(page, error)}${at(page, error?.place ?? place)}`;
};

const outcomeLine = (page: Page, { outcome, error }: ExplainedPart): string => {
  const word = outcome === 'skipped' ? 'skipped: no entry made anything of it' : outcome;
  const hint = error?.hint === undefined ? '' : `\n    hint: ${short(page.io, error.hint)}`;
  return `  → ${word}${faultText(page, error)}${at(page, error?.place)}${hint}`;
};
