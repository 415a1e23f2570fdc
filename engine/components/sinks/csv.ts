import { boolean, choice, described, list, object, text, withExamples, type Infer } from '../../language/basics/shape.ts';
import { iso } from '../../language/basics/instant.ts';
import { OBJECT_FIELDS } from '../../object/object-fields.ts';
import type { OutboundObject } from '../../object/outbound.ts';
import type { FileSink } from './sink.ts';

const options = object(
  {},
  {
    attributes: withExamples(
      described(
        list(text({ minLength: 1 })),
        'Attributes that get a column each, behind the others; several values stand one a line.',
        [],
      ),
      ['Severity', 'Case ID'],
    ),
    delimiter: described(choice(',', ';', '\t'), 'Between cells.', ','),
    header: described(boolean(), 'Whether the first line names the columns.', true),
    guard: described(
      boolean(),
      'Puts an apostrophe before a text that a spreadsheet would take for a formula; the column `guarded` names where.',
      true,
    ),
  },
);

type Options = Infer<typeof options>;

interface Column {
  readonly name: string;
  readonly of: (one: OutboundObject) => string | undefined;
  /** It holds what somebody wrote: a number or a time can't be a formula. */
  readonly isText: boolean;
}

const column = (name: string, of: Column['of'], isText = true): Column => ({ name, of, isText });
const lines = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.join('\n'));

const COLUMNS: readonly Column[] = [
  column('type', (one) => one.type),
  column('subtype', (one) => one.subtype),
  column('value', (one) => one.value),
  ...OBJECT_FIELDS.map(({ name, column: title, kind }) =>
    column(
      title,
      (one) => (one[name] === undefined ? undefined : kind === 'time' ? iso(Number(one[name])) : String(one[name])),
      kind === 'text',
    ),
  ),
  column('first_seen', (one) => iso(one.firstSeen), false),
  column('changed_at', (one) => iso(one.changedAt), false),
  column('gone', (one) => one.gone, false),
  column('tags', (one) => lines(one.tags)),
  column('sources', (one) => lines(one.sources)),
];

const attributeColumn = (name: string): Column =>
  column(name, (one) => lines(one.attributes.filter((attribute) => attribute.name === name).map(({ value }) => value)));

/** RFC 4180, section 2: what it calls TEXTDATA, and the line breaks that may stand between quotes. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** OWASP, CSV injection: with these a spreadsheet begins a formula, full-width ones among them. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;
const LINE_END = '\r\n';

/** RFC 4180: cells with line breaks, delimiters or quotes are quoted, records end in CRLF. */
export const csv: FileSink<Options> = {
  name: 'csv',
  summary: 'A table with a row for each object (RFC 4180).',
  options,
  example: '{ kind: csv, path: out/objects.csv, attributes: [Severity] }',
  reach: 'file',
  extension: '.csv',
  async *write(batches, { attributes = [], delimiter = ',', header = true, guard = true }, { refuse }) {
    const columns = [...COLUMNS, ...attributes.map(attributeColumn)];
    const cell = quoted(delimiter);
    const titles = [...columns.map(({ name }) => name), ...(guard ? ['guarded'] : [])];
    if (header) yield titles.map(cell).join(delimiter) + LINE_END;
    for await (const batch of batches) {
      let part = '';
      for (const one of batch) {
        const cells = columns.map(({ of }) => of(one) ?? '');
        const bad = cells.findIndex((text) => UNPRINTABLE.test(text));
        if (bad >= 0) {
          refuse(one, `a control character in ${columns[bad]?.name ?? ''} has no place in CSV`);
          continue;
        }
        part += row(columns, cells, guard).map(cell).join(delimiter) + LINE_END;
      }
      if (part !== '') yield part;
    }
  },
};

const row = (columns: readonly Column[], cells: readonly string[], guard: boolean): readonly string[] => {
  if (!guard) return cells;
  const guarded: string[] = [];
  const safe = cells.map((text, index) => {
    const one = columns[index];
    if (one?.isText !== true || !FORMULA.test(text)) return text;
    guarded.push(one.name);
    return `'${text}`;
  });
  return [...safe, guarded.join('\n')];
};

/** A blank at either end and a cell that begins with an apostrophe stand in quotes as well: some readers trim what stands without. */
const quoted = (delimiter: string): ((text: string) => string) => {
  const needsQuotes = new RegExp(`[\\r\\n"${delimiter === '\t' ? '\\t' : delimiter}]|^[\\s']|\\s$`);
  return (text) => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
};
