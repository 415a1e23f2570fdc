/** What a host program that has set up OpenTelemetry gets to see of runs. */
import { trace, type Attributes, type Context, type Span, type SpanOptions, type TracerProvider } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView } from '../../../engine/serve/contract/runs.ts';
import { Browser } from '../browser.ts';
import { CANARY, configuration, definition, folderWith, PASSWORD, startVendor, type Vendor } from '../project.ts';
import { startServe, until, type StartedServe } from '../start-serve.ts';

/** A span as a host keeps it. */
interface Kept {
  readonly name: string;
  readonly id: string;
  readonly parent: string | undefined;
  readonly began: number;
  readonly attributes: Attributes;
  failure?: string | undefined;
  ended?: number;
}

const kept: Kept[] = [];

const spanOf = (mine: Kept): Span => {
  const span: Span = {
    spanContext: () => ({ traceId: '1'.repeat(32), spanId: mine.id, traceFlags: 1 }),
    setAttribute: (key, value) => (Object.assign(mine.attributes, { [key]: value }), span),
    setAttributes: (more) => (Object.assign(mine.attributes, more), span),
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    setStatus: ({ message }) => ((mine.failure = message), span),
    updateName: () => span,
    end: (at) => void (mine.ended = Number(at)),
    isRecording: () => true,
    recordException: () => undefined,
  };
  return span;
};

/** Keeps all spans in memory. */
const provider: TracerProvider = {
  getTracer: () => ({
    startSpan: (name: string, { attributes = {}, startTime }: SpanOptions = {}, context?: Context): Span => {
      const parent = context === undefined ? undefined : trace.getSpan(context)?.spanContext().spanId;
      const id = String(kept.length + 1).padStart(16, '0');
      const mine: Kept = { name, id, parent, began: Number(startTime), attributes: { ...attributes } };
      kept.push(mine);
      return spanOf(mine);
    },
    startActiveSpan: () => expect.unreachable(),
  }),
};

let vendor: Vendor;
let serve: StartedServe;
let browser: Browser;

beforeAll(async () => {
  trace.setGlobalTracerProvider(provider);
  vendor = await startVendor();
  vendor.cases = [{ id: 1, name: 'CASE1', score: 1, password: PASSWORD }];
  serve = await startServe(folderWith({ 'definitions/acme.yaml': definition, 'feedwright.yaml': configuration(vendor.host) }));
  browser = await Browser.byToken(serve.login ?? '');
});

afterAll(async () => {
  await serve.close();
  vendor.close();
  trace.disable();
});

const run = async (body: object): Promise<JobView> => {
  const { job } = (await browser.post('/api/feed/run', body)).json<{ job: string }>();
  return until(
    async () => (await browser.get(`/api/jobs/${job}`)).json<JobView>(),
    ({ state }) => state === 'ended',
  );
};

/** Those of a job: its own, and the requests within it. */
const spansOf = async ({ job }: JobView): Promise<readonly [Kept, readonly Kept[]]> => {
  const own = await until(
    () => kept.find(({ attributes }) => attributes['feedwright.job'] === job),
    (span) => span?.ended !== undefined,
  );
  return [own ?? expect.unreachable(), kept.filter(({ parent }) => parent === own?.id)];
};

test('a run is a span, and each request of it one within', async () => {
  const job = await run({ name: 'all', look: true });
  const [own, requests] = await spansOf(job);
  expect(own).toMatchObject({
    name: 'feedwright.run',
    parent: undefined,
    attributes: {
      'feedwright.feed': 'all',
      'feedwright.run': job.runs[0],
      'feedwright.status': 'succeeded',
      'feedwright.how': 'ran',
    },
  });
  expect(own.failure).toBeUndefined();
  expect(requests.map(({ name, attributes }) => [name, attributes])).toEqual([
    [
      'feedwright.request',
      {
        'http.request.method': 'GET',
        'url.full': `${vendor.host}/cases?key=***`,
        'http.request.resend_count': 0,
        'http.response.status_code': 200,
        'feedwright.endpoint': 'cases',
        'feedwright.place': expect.stringMatching(/^definitions\/acme\.yaml:\d+:\d+$/) as string,
      },
    ],
  ]);
  for (const { began, ended = 0 } of requests) {
    expect(ended).toBeGreaterThanOrEqual(began);
    expect(ended).toBeLessThanOrEqual(own.ended ?? 0);
  }
});

test('a run that fails says why, and so does its request', async () => {
  vendor.status = 403;
  const [own, requests] = await spansOf(await run({ name: 'high' }));
  vendor.status = 200;
  expect(own.attributes['feedwright.status']).toBe('failed');
  expect(own.failure).not.toBeUndefined();
  expect(requests.map(({ failure, attributes }) => [failure, attributes['http.response.status_code']])).toEqual([
    ['answered 403', 403],
  ]);
});

test('nothing secret stands in any of them', () => {
  const text = JSON.stringify(kept);
  expect(kept.length).toBeGreaterThanOrEqual(4);
  for (const secret of [CANARY, PASSWORD])
    for (const form of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
    ])
      expect(text).not.toContain(form);
});
