/** The whole example of the reference, as whoever copies it has it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { checkMock } from '../../engine/mock/check/check-mock.ts';
import { FAULT_FORMS } from '../../engine/mock/faults/fault-forms.ts';
import { parseFault } from '../../engine/mock/faults/parse-fault.ts';
import { exampleCases, exampleMock, mockChapter } from '../../scripts/reference/mock.ts';
import { mockFolder, mockOf } from './mock-folder.ts';

const FILES = { 'cases.json': exampleCases };
const SINCE = Date.parse('2026-01-06T00:00:00Z') / 1000;

test('has no findings', () => {
  const file = join(mockFolder({ 'mock.yaml': exampleMock, ...FILES }), 'mock.yaml');
  expect(checkMock(file, createVocabulary(), new Set(['api_key']))).toEqual([]);
});

test('answers, refuses and remembers as it says', async () => {
  const vendor = await mockOf(exampleMock, FILES);
  const at = (path: string): URL => new URL(path, vendor.origin);
  const login = (key: string) => fetch(at('/login'), { method: 'POST', body: JSON.stringify({ key }) });
  expect((await login('wrong')).status).toBe(403);
  const { token } = (await (await login('mock-api-key')).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(at(`/cases?since=${SINCE}`))).status).toBe(401);
  expect(await (await fetch(at('/cases'), { headers })).text()).toBe('Say since when.');
  const cases = async (since: number): Promise<unknown> => (await fetch(at(`/cases?since=${since}`), { headers })).json();
  expect(await cases(SINCE)).toMatchObject({ cases: [{ id: 'C2' }], total: 1, at: '2026-01-08T00:00:00.000Z' });
  const acknowledge = (id: string) => fetch(at(`/cases/${id}/acknowledge`), { method: 'POST', headers });
  expect([(await acknowledge('C9')).status, (await acknowledge('C2')).status]).toEqual([404, 201]);
  expect(await cases(0)).toMatchObject({ cases: [{ id: 'C1' }], total: 1 });
  const ready = async (): Promise<unknown> => (await fetch(at('/status'))).json();
  expect([await ready(), await ready(), await ready()]).toEqual([{ ready: false }, { ready: false }, { ready: true }]);
  const export_ = await fetch(at('/exports/cases'));
  expect([export_.status, export_.headers.get('etag'), export_.headers.get('content-type')]).toEqual([
    200,
    '"export-1"',
    'application/gzip',
  ]);
  expect(vendor.problems).toEqual([]);
});

test('another variant, and a mock that is started anew, remember nothing', async () => {
  const { origin } = await mockOf(exampleMock, FILES, { variant: 'quiet' });
  const login = await fetch(new URL('/login', origin), { method: 'POST', body: '{"key":"mock-api-key"}' });
  const { token } = (await login.json()) as { token: string };
  const answer = await fetch(new URL('/cases?since=0', origin), { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toEqual({ cases: [] });
});

test('every kind of fault that the reference lists can be written, and no other', () => {
  const chapter = mockChapter();
  for (const [form] of FAULT_FORMS) {
    expect(chapter).toContain(`| \`${form}\` |`);
    const written = form
      .replace('TEXT', 'text/x; a=b')
      .replace('[MiB]', '5')
      .replace('URL', 'http://a.example/')
      .replace('MS', '7');
    expect(parseFault(`GET /x: ${written} x2 after 1`)).toMatchObject({ times: 2, after: 1 });
  }
});
