/** What a run remembers of one record must not show in another: many records at once give what each gives by itself. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, runLive, startVendor, type Vendor } from '../components/live.ts';

let vendor: Vendor;
let body = '';
beforeAll(async () => {
  vendor = await startVendor(() => ({ text: body, headers: { 'content-type': 'text/csv' } }));
});
afterAll(() => vendor.close());

/** Values of attributes, of one column or several, plain and odd. */
const VALUES = [
  'kind',
  '$uppercase(kind)',
  '$values(kind, "-")',
  'kind & "/" & $user.suffix',
  'kind & "/" & port',
  'port.("has a port: " & $$.kind)',
  '$exists(port) ? kind',
  '[kind, port]',
  '$num(port) > 100 ? "high" : kind',
  '$match(kind, /[a-z]/).match',
  '$replace(kind, /-/, function($m){ "+" & $m.index })',
  '($f := $substring(?, 0, 2); $f(kind))',
  '$record.note ?? kind',
  '$trim(note)',
  '$map($values(note, "-"), function($v, $i){ $v & $i & $string($i = 0 ? kind) })',
  '$string($)',
  'note.$length()',
  '$exists($partition) ? port : kind',
  'kind = "" ? "blank" : kind',
] as const;
const TESTS = [
  'kind != "x"',
  '$contains(note, "a")',
  'port.(true)',
  '$num(port) < 1000',
  '$exists(note) and kind = "x-y"',
] as const;

const quoted = (expression: string): string => JSON.stringify(`!expr ${expression}`).replace(/^"!expr /, '!expr "');
const attribute = fc.record({
  value: fc.constantFrom(...VALUES),
  when: fc.option(fc.constantFrom(...TESTS), { nil: undefined }),
  rule: fc.constantFrom('add', 'update'),
  sensitive: fc.boolean(),
  table: fc.boolean(),
});
const feed = fc.record({
  csv: fc.boolean(),
  attributes: fc.array(attribute, { minLength: 1, maxLength: 6 }),
  keep: fc.option(fc.constantFrom(...TESTS), { nil: undefined }),
  second: fc.boolean(),
  when: fc.option(fc.constantFrom(...TESTS), { nil: undefined }),
});
type Feed = typeof feed extends fc.Arbitrary<infer T> ? T : never;

const attributeText = ({ value, when, rule, sensitive, table }: Feed['attributes'][number], at: number): string =>
  `          N${at}: { ${table ? `value: { of: ${quoted(value)}, table: { x: found, x-y: also }, else: skip }` : `value: ${quoted(value)}`}, rule: ${rule}, sensitive: ${sensitive}${when === undefined ? '' : `, when: ${quoted(when)}`} }`;

const definition = ({ csv, attributes, keep, second, when }: Feed): string => `language: 1
name: made-up
title: Made up
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true }, suffix: { label: Suffix, type: text, default: end } }
  http: { base_url: !tmpl "{{@user.host}}" }
endpoints:
  rows: { request: { path: /rows }, decode: [${csv ? '{ csv: { header: true } }' : 'ndjson'}], records: $ }
feeds:
  rows:
    title: Rows
    source: rows
    quarantine_limit: { records: 1000, share: 1 }
${keep === undefined ? '' : `    filters: [{ keep: ${quoted(keep)}, because: so }]\n`}    report:
      host:
        type: indicator
        subtype: FQDN
        value: !expr name
${when === undefined ? '' : `        when: ${quoted(when)}\n`}        attributes:
${attributes.map(attributeText).join('\n')}
${second ? `        related: [other]\n      other: { type: indicator, subtype: URL, value: !tmpl "http://{{name}}/{{kind}}", attributes: { Kind: !expr kind, Note: !expr note } }\n` : ''}`;

const cell = fc.constantFrom('', 'x', 'x-y', 'a', ' a-b ', '80', '8080', 'x\u0301', '\u{1f600}');
/** JSON has more to offer than text. */
const member = fc.oneof({ weight: 4, arbitrary: cell }, { weight: 1, arbitrary: fc.constantFrom(null, 80, true, ['x', 'a']) });
const row = fc.record(
  { name: fc.constantFrom('a.example', 'b.example', 'c.example', ''), kind: member, port: member, note: member },
  { requiredKeys: [] },
);
type Row = Partial<Record<'name' | 'kind' | 'port' | 'note', unknown>>;

/** Mapped whatever the feed says: a run that maps none fails. */
const FIRST: Row = { name: 'first.example', kind: 'x-y', port: '80', note: 'a' };
const text = (rows: readonly Row[], csv: boolean): string => {
  const cells = ({ name = '', kind = '', port = '', note = '' }: Row): string => [name, kind, port, note].join(',');
  const all = [FIRST, ...rows];
  return csv ? ['name,kind,port,note', ...all.map(cells), ''].join('\n') : all.map((one) => JSON.stringify(one)).join('\n');
};

const inCells = (one: Row): Row =>
  Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value === null || Array.isArray(value) ? '' : value]));

test('records give together what they give one by one', async () => {
  await fc.assert(
    fc.asyncProperty(feed, fc.array(row, { minLength: 1, maxLength: 12 }), async (made, drawn) => {
      const [together, apart] = [emptyFolder(), emptyFolder()];
      const file = join(together, 'rows.yaml');
      writeFileSync(file, definition(made));
      // Commas part the cells of a CSV.
      const rows = made.csv ? drawn.map(inCells) : drawn;
      const given = { file, feed: 'rows', vendor };
      try {
        body = text(rows, made.csv);
        const whole = await runLive({ ...given, folder: together });
        let last = whole;
        let [mapped, quarantined] = [0, 0];
        for (const one of rows) {
          body = text([one], made.csv);
          last = await runLive({ ...given, folder: apart });
          mapped += last.row.records.mapped - 1;
          quarantined += last.row.records.quarantined;
        }
        expect([whole.row.records.mapped, whole.row.records.quarantined]).toEqual([1 + mapped, quarantined]);
        expect(whole.digest).toBe(last.digest);
      } finally {
        for (const folder of [together, apart]) rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
