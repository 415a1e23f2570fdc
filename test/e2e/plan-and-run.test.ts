/** What `plan` shows is what the run after it asks for first: of every shipped feed, fresh, with what it has kept, and cut off. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { findPacks } from '../../engine/language/find-packs.ts';
import { loadPack } from '../../engine/language/load.ts';
import type { RecordedRequest } from '../../engine/mock/vendor/mock-request.ts';
import type { PlanDescription, PlannedCall } from '../../engine/plan/describe-plan.ts';
import { definitions } from '../definition-runs.ts';
import { inProcess } from './in-process.ts';

/** Every request of the vendor that was started last, as it came, and what is done when one comes. */
const seen = vi.hoisted(() => ({
  requests: [] as unknown[],
  user: {} as Readonly<Record<string, unknown>>,
  onRequest: (_count: number): void => undefined,
}));

vi.mock('../../engine/mock/start-mock.ts', async (original) => {
  const actual = await original<typeof import('../../engine/mock/start-mock.ts')>();
  return {
    ...actual,
    startMock: async (options: Parameters<typeof actual.startMock>[0]) => {
      const vendor = await actual.startMock(options);
      const requests = vendor.requests as RecordedRequest[];
      seen.requests = requests;
      seen.user = vendor.definition.user;
      requests.push = (request) => {
        requests[requests.length] = request;
        seen.onRequest(requests.length);
        return requests.length;
      };
      return vendor;
    },
  };
});

const vocabulary = createVocabulary();
const feeds = findPacks(definitions).packs.flatMap(({ file }) => {
  const { pack } = loadPack(file, vocabulary, { root: definitions });
  return [...(pack?.feeds.values() ?? [])].map((feed) => ({ name: `${pack?.name}/${feed.name}`, feed }));
});

beforeEach(() => {
  seen.onRequest = () => undefined;
});

const folder = (): string => mkdtempSync(join(tmpdir(), 'plan-and-run-'));

interface Planned {
  readonly parts: readonly PlanDescription[];
  readonly text: string;
}

const planOf = async (name: string, cwd: string): Promise<Planned> => {
  const flags = { mock: true, definitions };
  const [asJson, asText] = [
    await inProcess('plan', { ...flags, json: true }, [name], { cwd }),
    await inProcess('plan', flags, [name], { cwd }),
  ];
  expect({ code: asJson.code, stderr: asJson.stderr }).toEqual({ code: 0, stderr: '' });
  return {
    parts: asJson.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as PlanDescription),
    text: asText.stdout,
  };
};

/** The requests of a run; `stopAt`: the user interrupts when so many have come. */
const run = async (
  name: string,
  cwd: string,
  more: { readonly stopAt?: number; readonly since?: string } = {},
): Promise<readonly RecordedRequest[]> => {
  const controller = new AbortController();
  seen.onRequest = (count) => count === more.stopAt && controller.abort(new Error('interrupted'));
  const flags = { mock: true, definitions, json: true, ...(more.since === undefined ? {} : { since: more.since }) };
  const { code } = await inProcess('run', flags, [name], { cwd, signal: controller.signal });
  expect(code).toBe(more.stopAt === undefined ? 0 : 130);
  return seen.requests as RecordedRequest[];
};

const shape = (method: string, url: URL, body: string | undefined): object => ({
  method,
  path: url.pathname,
  query: [...url.searchParams].map(([key, value]) => `${key}=${value}`).toSorted(),
  body: body ?? '',
});

/** Credentials are no part of what `plan` shows: where a definition writes a secret out they are masked, those of `auth` are left out. */
const secretNames = new Set(
  feeds.flatMap(({ feed }) => feed.userFields.flatMap(({ type, name }) => (type === 'secret' ? [name] : []))),
);
const masked = (text: string): string =>
  Object.entries(seen.user)
    .filter(([name]) => secretNames.has(name))
    .reduce((all, [, secret]) => all.replaceAll(String(secret), '***'), text)
    .replaceAll('%2A', '*');
const withoutCredentials = (url: URL): URL => {
  url.searchParams.delete('access_token');
  return url;
};

const planned = ({ method, url, body }: PlannedCall): object => shape(method, new URL(masked(url ?? '')), body ?? undefined);
const asked = ({ method, url, body }: RecordedRequest): object =>
  shape(method, withoutCredentials(new URL(masked(url), 'http://mock')), body.toString('utf8'));

/** The plan and the run right after it; how many requests the run made. */
const agree = async (name: string, cwd: string, more: Parameters<typeof run>[2] = {}): Promise<void> => {
  const { parts, text } = await planOf(name, cwd);
  const requests = await run(name, cwd, more);
  const logsIn = text.includes('what it takes to log in');
  const [first] = parts.flatMap(({ calls }) => calls.filter(({ certain }) => certain));
  const data = requests.slice(logsIn && requests.length > 0 ? 1 : 0);
  if (first === undefined) return expect(data).toEqual([]);
  expect(first.problem).toBeUndefined();
  expect(asked(data[0] as RecordedRequest)).toEqual(planned(first));
  for (const [header, value] of Object.entries(first.headers ?? {}))
    expect({ header, value: masked(data[0]?.headers[header] ?? '') }).toEqual({ header, value });
  const all = data.map((one) => JSON.stringify(asked(one)));
  for (const { calls } of parts) expect(all).toContain(JSON.stringify(planned(calls[0] as PlannedCall)));
};

describe('plan and run ask for the same', () => {
  test.each(feeds)('$name: fresh, and with what it has kept', async ({ name }) => {
    const cwd = folder();
    await agree(name, cwd);
    await agree(name, cwd);
  });

  test.each(feeds)('$name: cut off, then going on', async ({ name }) => {
    const { length } = await run(name, folder());
    for (const stopAt of [1, 3].filter((count) => count <= length)) {
      const cwd = folder();
      await run(name, cwd, { stopAt });
      await agree(name, cwd);
    }
  });
});
