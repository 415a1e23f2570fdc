/** What settings may read, and flags that say nothing of a feed. */
import { expect, test } from 'vitest';
import { inProcess } from '../e2e/in-process.ts';
import { workingDirectory } from './feedwright.ts';

const folder = (): string =>
  workingDirectory({
    'definitions/demo.yaml': `language: 1
name: demo
title: Demo
version: 1.0.0
tables: { reach: { short: P1D, long: P30D }, needs: { private: true } }
connection:
  user_fields:
    plan: { label: Plan, type: text, default: short }
    token: { label: Token, type: text, required_when: !expr "$table('needs', $user.plan) = true" }
  http: { base_url: http://127.0.0.1:9, retry: { attempts: 1 } }
endpoints: { items: { request: { path: /items }, records: $ } }
feeds:
  main:
    title: Main
    source: items
    window: { period: !expr "$table('reach', $user.plan)" }
    report: { a: { type: note, value: !expr a } }
`,
  });

test('durations and required options read the tables of the pack', async () => {
  const plan = (set: string) =>
    inProcess('plan', { set: [set] }, ['demo/main'], { cwd: folder(), now: () => Date.UTC(2026, 0, 31) });
  expect((await plan('plan=long')).stdout).toContain('2026-01-01T00:00:00Z → 2026-01-31T00:00:00Z');
  const { code, stderr } = await plan('plan=private');
  expect({ code, told: stderr.includes('The option `token` (Token) is required') }).toEqual({ code: 2, told: true });
});

test('--drop-gone of a feed without partitions is refused', async () => {
  const { code, stderr } = await inProcess('run', { dropGone: true }, ['demo/main'], { cwd: folder(), now: () => 0 });
  expect(code).toBe(2);
  expect(stderr).toContain('The feed "main" has no partitions. [usage.partition]');
});
