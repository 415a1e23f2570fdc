/** A feed of a CSV dump with filters, values that are set, and attributes as they are drawn, and dumps that change from run to run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { randomFrom } from '../../components/decoders/csv-cases.ts';
import { emptyFolder } from '../../components/live.ts';

const FILTERS = [
  '- keep: !expr $num(score) >= $user.least\n        because: below the least score',
  '- drop: !expr $exists(until) and $epoch(until) < $epoch($run.since)\n        because: over before the start',
  "- drop: !expr score = '13'\n        because: unlucky",
  '- set: { label: !expr "host & \'!\'" }',
  '- set: { score: !expr $string($num(score) + 1) }',
  // The dump has no such column: it is there where `set` makes it.
  "- keep: !expr $not($contains(label ?? host, '7!'))\n        because: a seven",
  "- drop: !expr $contains(title, 'Title')\n        because: a title",
];
const ATTRIBUTES = [
  'Score: { value: !expr score, rule: update }',
  'Tag: !expr $values(tags)',
  'Label: !expr label',
  'Loud: !expr $uppercase(title)',
  'Since: { value: !expr $run.since, rule: update }',
  'High: { value: !expr "\'yes\'", when: !expr $num(score) > 50 }',
];
const FIELDS = ['title: !expr title', 'tags: !expr $values(tags)', 'published_at: !expr until', 'subtype: FQDN'];

const drawn = fc.record({
  filters: fc.shuffledSubarray(FILTERS),
  attributes: fc.subarray(ATTRIBUTES),
  fields: fc.subarray(FIELDS),
  // Below some hundred rows nothing is remembered; a few are a case of their own.
  rows: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 600, max: 900 }) }, fc.integer({ min: 0, max: 3 })),
  seed: fc.nat(),
});
export type DumpFeed = typeof drawn extends fc.Arbitrary<infer T> ? T : never;
export const dumpFeed = drawn;

/** Its definition, in a folder of its own. */
export const definitionOf = ({ filters, attributes, fields }: DumpFeed): string => {
  const lines = (all: readonly string[], indent: number): string => all.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
  const file = join(emptyFolder(), 'made-up.yaml');
  const subtype = fields.some((line) => line.startsWith('subtype'))
    ? ''
    : `        subtype: !expr "$contains(host, ':') ? 'URL' : 'FQDN'"\n`;
  writeFileSync(
    file,
    `language: 1
name: made-up
title: Made up
version: 1.0.0
category: test
description: Hosts with a score, all of them each time.
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
  http: { base_url: !tmpl "{{@user.host}}" }
endpoints:
  dump: { request: { path: /dump }, decode: [csv], records: $ }
feeds:
  hosts:
    title: Hosts
    description: Hosts with a score.
    user_fields:
      least: { label: Least score, type: number, default: 10 }
    source: dump
    window: { period: P1D }
${filters.length === 0 ? '' : `    filters:\n${lines(filters, 6)}`}    report:
      host:
        type: indicator
        value: !expr host
${subtype}${lines(fields, 8)}${attributes.length === 0 ? '' : `        attributes:\n${lines(attributes, 10)}`}`,
  );
  return file;
};

interface Row {
  readonly host: string;
  readonly score: number;
  readonly title: string;
  readonly tags: string;
  readonly until: string;
}

const csv = (rows: readonly Row[]): string =>
  ['host,score,title,tags,until', ...rows.map((row) => `${row.host},${row.score},${row.title},"${row.tags}",${row.until}`)].join(
    '\n',
  );

/** The dumps of so many days: rows go, change, come twice, come anew. */
export function* dumps({ rows, seed }: DumpFeed, days: number): Generator<string> {
  const random = randomFrom(seed);
  const some = (all: readonly string[]): string => all[Math.floor(random() * all.length)] ?? '';
  const row = (at: number): Row => ({
    host: `${some(['', 'http://'])}h${at}.example`,
    score: Math.floor(random() * 100),
    title: some(['', 'Host', 'Title 7']),
    tags: some(['a,b', 'c', '']),
    until: some(['', '', '2024-05-20', '2024-06-20']),
  });
  let all = Array.from({ length: rows }, (_, at) => row(at));
  for (let day = 0; day < days; day++) {
    yield csv(all);
    const next: Row[] = [];
    for (const one of all) {
      const chance = random();
      if (chance < 0.02) continue;
      next.push(chance < 0.06 ? { ...one, score: Math.floor(random() * 100) } : one);
      if (chance > 0.97) next.push(chance > 0.985 ? one : { ...one, title: some(['', 'Other']), tags: 'd' });
    }
    if (rows > 0) next.splice(Math.floor(random() * next.length), 0, row(rows + day));
    all = random() < 0.2 ? next.toReversed() : next;
  }
}
