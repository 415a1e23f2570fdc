import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Routes } from '../../../engine/serve/contract/routes.ts';
import { Browser } from '../browser.ts';
import { configuration, definition, folderWith } from '../project.ts';
import { startServe, type StartedServe } from '../start-serve.ts';

/** All of them: the type says where one is missing here. */
const ROUTES: Readonly<Record<keyof Routes, true>> = {
  'GET /api/me': true,
  'GET /api/session': true,
  'POST /api/session': true,
  'DELETE /api/session': true,
  'GET /api/feeds': true,
  'GET /api/feed': true,
  'POST /api/feed/run': true,
  'POST /api/feed/pause': true,
  'POST /api/feed/hold': true,
  'GET /api/runs': true,
  'GET /api/runs/ID': true,
  'GET /api/runs/ID/review': true,
  'POST /api/runs/ID/apply': true,
  'POST /api/runs/ID/discard': true,
  'POST /api/runs/ID/undo': true,
  'GET /api/jobs': true,
  'GET /api/jobs/ID': true,
  'POST /api/jobs/ID/stop': true,
  'POST /api/jobs/ID/pages/NUMBER': true,
  'POST /api/runs/ID/replay': true,
  'GET /api/objects': true,
  'GET /api/object': true,
  'POST /api/object/reveal': true,
  'GET /api/quarantine': true,
  'POST /api/quarantine/again': true,
  'POST /api/quarantine/forget': true,
  'GET /api/definitions': true,
  'GET /api/definitions/PACK': true,
  'POST /api/definitions/PACK/validate': true,
  'POST /api/definitions/PACK/test-connection': true,
  'POST /api/definitions/PACK/dry-run': true,
  'POST /api/definitions/PACK/cases': true,
  'POST /api/definitions/PACK/instance': true,
  'POST /api/definitions/PACK/instance/preview': true,
  'POST /api/reload': true,
  'GET /api/jobs/ID/dry-run': true,
  'GET /api/actions': true,
  'POST /api/actions/preview': true,
  'POST /api/actions/send': true,
  'GET /api/actions/history': true,
  'GET /api/approvals': true,
  'POST /api/approvals/ID': true,
  'GET /api/destinations': true,
  'GET /api/destinations/NAME/refused': true,
  'POST /api/destinations/NAME/push': true,
  'GET /api/audit': true,
};

let serve: StartedServe;
let browser: Browser;

beforeAll(async () => {
  serve = await startServe(
    folderWith({ 'definitions/acme.yaml': definition, 'feedwright.yaml': configuration('http://127.0.0.1:9') }),
    { atOnce: 1 },
  );
  browser = await Browser.byToken(serve.login ?? '');
});

afterAll(() => serve.close());

test('every route of the contract is there, takes nonsense for what it is, and blocks nothing', async () => {
  const all = Object.keys(ROUTES).filter((route) => route !== 'DELETE /api/session');
  for (const route of all) {
    const [method = '', path = ''] = route.split(' ');
    const there = path.replace(/ID|NUMBER|PACK|NAME/g, 'nonsense');
    const answer = method === 'GET' ? await browser.get(there) : await browser.post(there, { nonsense: true }, method);
    expect([route, answer.text.includes('There is nothing here.')]).toEqual([route, false]);
    expect([route, answer.status < 500]).toEqual([route, true]);
  }
  expect((await browser.post('/api/session', {}, 'DELETE')).json()).toEqual({ done: true });
  expect(serve.mistakes).toEqual([]);
});
