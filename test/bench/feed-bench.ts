/** What a feed of many calls costs beside the vendor's own latency: a thousand cases, a detail and a call for communications each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { RunRow } from '../../engine/run/context/run-row.ts';
import { inProcess } from '../e2e/in-process.ts';
import { median } from './measured-process.ts';

export interface FeedFigures {
  readonly cases: number;
  /** Requests without the login. */
  readonly calls: number;
  readonly logins: number;
  readonly concurrency: number;
  /** Milliseconds: of each answer at the server, of the feed (the median), and of the calls if nothing but latency took time. */
  readonly latency: number;
  readonly duration: number;
  readonly ideal: number;
  /** `duration / ideal`, of every run. */
  readonly ratios: readonly number[];
  /** Of the median run; at most 1.25 is wanted. */
  readonly ratio: number;
  /** The same of a bare client that makes the same calls, throws the answers away and knows the token: what the machine and the vendor allow. */
  readonly bare: number;
}

const LATENCY = 20;
/** What connections have where they declare none. */
const CONCURRENCY = 8;
const bin = join(import.meta.dirname, '../../engine/cli/feedwright.mjs');

/** The vendor in a process of its own: its work is none of the feed's. */
async function startVendor(): Promise<{ readonly origin: string; close(): void }> {
  const args = ['mock', 'izoologic-sync-cases', '--variant', 'many', '--latency', String(LATENCY), '--json'];
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { origin } = JSON.parse(line.toString()) as { origin: string };
  return { origin, close: () => void child.kill('SIGINT') };
}

async function runOnce(origin: string): Promise<RunRow> {
  const cwd = mkdtempSync(join(tmpdir(), 'feedwright-bench-'));
  try {
    const set = [`host=${origin}`];
    const env = {
      FEEDWRIGHT_IZOOLOGIC_SYNC_CASES_API_KEY: 'mock-api-key',
      FEEDWRIGHT_IZOOLOGIC_SYNC_CASES_SECRET_KEY: 'mock-secret-key',
    };
    const now = (): number => Date.UTC(2025, 7, 15, 12);
    const { code, stdout, stderr } = await inProcess(
      'run',
      { json: true, set, since: 'P20D' },
      ['izoologic-sync-cases/incident-case-sync'],
      { cwd, env, now },
    );
    if (code !== 0) throw new Error(`The run ended with ${code}: ${stderr.slice(0, 500)}`);
    return JSON.parse(stdout) as RunRow;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** As many calls, as many at once, nothing but undici. */
async function bareClient(origin: string, calls: number): Promise<number> {
  const dispatcher = new Agent({ connections: CONCURRENCY });
  const login = {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json' },
    body: '{"apikey":"mock-api-key","secretkey":"mock-secret-key"}',
  } as const;
  const { result } = (await (await request(`${origin}/api/Token/Authenticate`, login)).body.json()) as {
    result: { accessToken: string };
  };
  const headers = { authorization: `Bearer ${result.accessToken}` };
  const started = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let call = next++; call < calls; call = next++) {
      const id = `MANY${String((call % 1000) + 1).padStart(4, '0')}`;
      const path =
        call % 2 === 0 ? `CaseDetail?caseid=${id}` : `FetchCaseCommunications?fromdate=1753488000&todate=1755302400&caseid=${id}`;
      await (await request(`${origin}/api/ThreatManagement/${path}`, { dispatcher, headers })).body.text();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const duration = performance.now() - started;
  await dispatcher.close();
  return duration;
}

export async function feedBench({ runs = 3 }: { readonly runs?: number } = {}): Promise<FeedFigures> {
  const vendor = await startVendor();
  try {
    const rows: RunRow[] = [];
    for (let run = 0; run < runs; run++) rows.push(await runOnce(vendor.origin));
    const [row] = rows as [RunRow];
    const { logins } = row.requests;
    const calls = row.requests.count - logins;
    const ideal = (calls * LATENCY) / CONCURRENCY;
    const durations = rows.map(({ duration_ms: duration }) => duration);
    const duration = median(durations);
    const ratios = durations.map((one) => round(one / ideal));
    const bare = round((await bareClient(vendor.origin, calls)) / ideal);
    return {
      cases: row.records.mapped,
      calls,
      logins,
      concurrency: CONCURRENCY,
      latency: LATENCY,
      duration,
      ideal,
      ratios,
      ratio: round(duration / ideal),
      bare,
    };
  } finally {
    vendor.close();
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

export const feedTable = ({
  cases,
  calls,
  logins,
  concurrency,
  latency,
  duration,
  ideal,
  ratio,
  ratios,
  bare,
}: FeedFigures): string =>
  [
    '| cases | calls | logins | latency | concurrency | calls × latency ÷ concurrency | feed | ratio (of each run) | ratio of a bare client |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    `| ${cases} | ${calls} | ${logins} | ${latency} ms | ${concurrency} | ${(ideal / 1000).toFixed(2)} s | ${(duration / 1000).toFixed(2)} s | ${ratio} (${ratios.join(', ')}) | ${bare} |`,
  ].join('\n');

if (import.meta.main) process.stdout.write(`${feedTable(await feedBench())}\n`);
