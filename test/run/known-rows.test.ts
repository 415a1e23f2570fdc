/** A dump that is fetched again: rows that are as they were are only counted, and the store ends where a look at each would end. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom } from '../components/decoders/csv-cases.ts';
import { emptyFolder, runLive, startVendor, type Live, type Vendor } from '../components/live.ts';

const folder = emptyFolder();
const file = join(folder, 'made-up.yaml');
let body = '';
let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor(() => ({ text: body, headers: { 'content-type': 'text/csv' } }));
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
    filters:
      - keep: !expr $num(score) >= $user.least
        because: below the least score
      - drop: !expr $exists(until) and $epoch(until) < $epoch($run.since)
        because: over before the run's start
    report:
      host:
        type: indicator
        subtype: !expr "$contains(host, ':') ? 'URL' : 'FQDN'"
        value: !expr host
        required: true
        title: !expr title
        attributes:
          Score: { value: !expr score, rule: update }
          Tag: !expr $values(tags)
`,
  );
});
afterAll(async () => {
  await vendor.close();
  rmSync(folder, { recursive: true });
});

interface Row {
  readonly host: string;
  readonly score: number;
  readonly title: string;
  readonly tags: string;
  readonly until: string;
}

const csv = (rows: readonly Row[], columns = 'host,score,title,tags,until'): string =>
  [columns, ...rows.map(({ host, score, title, tags, until }) => `${host},${score},${title},"${tags}",${until}`)].join('\n');

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({
    host: at % 5 === 0 ? `http://h${at}.example/` : `h${at}.example`,
    score: at % 100,
    title: at % 3 === 0 ? `Host ${at}` : '',
    tags: at % 4 === 0 ? 'a,b' : 'c',
    until: at % 7 === 0 ? '2024-06-20' : '',
  }));

let versions = 0;
/** An hour later each time: a run of an empty range asks for nothing. */
let hours = 0;
const anHourLater = (): number => Date.UTC(2024, 5, 1, ++hours);

/** `knows` false: under a new version each time, nothing is known of any row. */
const run = (
  into: string,
  { knows = true, ...more }: { knows?: boolean; now?: number; run?: { limit?: number } } = {},
): Promise<Live> =>
  runLive({
    file,
    feed: 'hosts',
    vendor,
    folder: into,
    now: anHourLater(),
    version: knows ? 'one' : `version ${versions++}`,
    ...more,
  });

const RECALLED = 'rows as in the last run';
const recalled = ({ row }: Live): number => row.notes[RECALLED] ?? 0;
const figures = ({ row: { status, records, objects } }: Live) => ({ status, records, objects });

test('the same dump again: every row is filtered and counted, none is mapped', async () => {
  const into = emptyFolder();
  body = csv(rowsOf(1000));
  const first = await run(into);
  expect(figures(first)).toMatchObject({ records: { fetched: 1000, mapped: 900 }, objects: { created: 900 } });
  const again = await run(into);
  expect([recalled(first), recalled(again)]).toEqual([0, 900]);
  // What was not mapped says nothing of the mapping.
  expect([first, again].map(({ row }) => row.mapping.map(({ of }) => of))).toEqual([
    first.row.mapping.map(() => 900),
    first.row.mapping.map(() => 0),
  ]);
  expect(figures(again)).toMatchObject({ records: first.row.records, objects: { created: 0, unchanged: 900 } });
  expect(again.digest).toBe(first.digest);
  // The filters go by the time of the run: rows that were known are dropped as any other.
  await run(into, { now: Date.UTC(2024, 6, 1) });
  const later = await run(into, { now: Date.UTC(2024, 6, 2) });
  expect(later.row.records.dropped).toMatchObject({ "over before the run's start": expect.any(Number) });
  expect(recalled(later)).toBe(later.row.records.mapped);
  rmSync(into, { recursive: true });
});

test.each([
  ['other columns', () => (body = csv(rowsOf(1000), 'host,score,tags,title,until'))],
  ['a definition that was changed', () => writeFileSync(file, '\n# A change.\n', { flag: 'a' })],
])('nothing is known under %s', async (_, change) => {
  const into = emptyFolder();
  body = csv(rowsOf(1000));
  await run(into);
  change();
  expect(recalled(await run(into))).toBe(0);
  expect(recalled(await run(into))).toBe(900);
  rmSync(into, { recursive: true });
});

test('with a limit, and where the dump breaks off in the middle, every row is looked at', async () => {
  const into = emptyFolder();
  body = csv(rowsOf(1000));
  await run(into);
  expect(recalled(await run(into, { run: { limit: 700 } }))).toBe(0);
  await run(into);
  const answer = vendor.answer;
  let asked = 0;
  vendor.answer = (one) => (asked++ === 0 ? { ...answer(one), cut: Math.floor(body.length / 2) } : answer(one));
  const broken = await run(into);
  vendor.answer = answer;
  expect([figures(broken).status, broken.row.records.mapped, recalled(broken)]).toEqual(['succeeded', 900, 900]);
  expect(broken.row.objects).toMatchObject({ created: 0, unchanged: 900 });
  rmSync(into, { recursive: true });
});

/** What becomes of a dump from one day to the next: rows that change, go, come, come twice, or say another thing of a host that has a row. */
function nextDay(rows: readonly Row[], random: () => number): Row[] {
  const next: Row[] = [];
  for (const row of rows) {
    const chance = random();
    if (chance < 0.03) continue;
    const changed = { ...row, score: Math.floor(random() * 100) };
    const other = { ...row, title: random() < 0.5 ? '' : `Title ${Math.floor(random() * 9)}`, tags: random() < 0.5 ? 'd' : 'c' };
    if (chance < 0.08) next.push(changed);
    else if (chance < 0.1) next.push(row, row);
    else if (chance < 0.13) next.push(row, other);
    else if (chance < 0.16) next.push(other, row);
    else if (chance < 0.17) next.push(other, row, changed);
    else next.push(row);
  }
  const fresh = rowsOf(20).map((row) => ({ ...row, host: `new${Math.floor(random() * 1e6)}.example` }));
  next.splice(Math.floor(random() * next.length), 0, ...fresh);
  if (random() < 0.3) next.reverse();
  return next;
}

test(
  'whatever changes from day to day, the store and the figures are as if every row had been looked at',
  { timeout: 120_000 },
  async () => {
    for (const seed of [1, 2, 3, 4]) {
      const random = randomFrom(seed);
      const [into, control] = [emptyFolder(), emptyFolder()];
      let known = 0;
      for (let day = 0, rows = rowsOf(900); day < 6; day++, rows = nextDay(rows, random)) {
        body = csv(rows);
        const now = anHourLater();
        const [one, other] = [await run(into, { now }), await run(control, { now, knows: false })];
        expect(figures(one), `seed ${seed}, day ${day}`).toEqual(figures(other));
        expect(one.digest, `seed ${seed}, day ${day}`).toBe(other.digest);
        if (day > 0) known += recalled(one) / one.row.records.mapped;
      }
      expect(known / 5).toBeGreaterThan(0.5);
      for (const one of [into, control]) rmSync(one, { recursive: true });
    }
  },
);
