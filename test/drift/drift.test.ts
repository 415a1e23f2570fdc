import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, runLive, startVendor, type Live, type Vendor } from '../components/live.ts';

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);

type Record = Readonly<Record_>;
interface Record_ {
  [name: string]: unknown;
}

let number = 0;
const caseOf = (): Record => ({
  id: `C${++number}`,
  state: 'open',
  severity: 'HIGH',
  name: 'One',
  unread: 5,
  targets: [{ host: `a${number}.example` }, { host: `b${number}.example` }],
});

/** The vendor answers with so many cases of a shape. */
const sends = (
  many: number,
  shape: (record: Record) => Record = (record) => record,
  detail: unknown = { owner: { name: 'Ann' } },
): void => {
  const items = Array.from({ length: many }, () => shape(caseOf()));
  vendor.answer = ({ url }) => ({ json: url.pathname === '/cases' ? { items } : detail });
};

const { severity: _, ...nothing } = { severity: undefined };
void nothing;
const without = (name: string) => (record: Record) => {
  const { [name]: _gone, ...rest } = record;
  return rest;
};

const feedOf = (feed: string, folder = emptyFolder()) => {
  let day = 0;
  return {
    folder,
    run: (more: Partial<Parameters<typeof runLive>[0]> = {}): Promise<Live> =>
      runLive({
        file: join(import.meta.dirname, 'fixtures/cases.yaml'),
        feed,
        vendor,
        folder,
        now: START + DAY * day++,
        ...more,
      }),
  };
};

test('x', async () => {
  const feed = feedOf('cases');
  sends(12);
  console.log((await feed.run()).row.drift);
  sends(12, (r) => ({ ...without('severity')(r), riskLevel: r['severity'] }));
  console.log(JSON.stringify((await feed.run()).row.drift, null, 1));
  sends(12, (r) => ({ ...without('severity')(r), riskLevel: r['severity'], targets: { host: 'x.example' } }));
  console.log((await feed.run()).row.drift.map((one) => one.words));
  sends(12, without('severity'), { owner: 'Ann' });
  console.log((await feed.run()).row.drift.map((one) => one.words));
  sends(0);
  console.log((await feed.run()).row.drift.map((one) => one.words));
  sends(12);
  console.log((await feed.run()).row.drift.map((one) => one.words));
});
