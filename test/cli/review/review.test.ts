import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunRow } from '../../../engine/api/views.ts';
import type { commands } from '../../../engine/commands/registry.ts';
import { commandLine, inProcess } from '../../e2e/in-process.ts';
import { garden } from '../garden.ts';

/** Two instances list the same objects under sources of their own. */
const CONFIG = `instances:
  ours: { feed: garden/plants, source: Ours }
  theirs: { feed: garden/plants, source: Theirs }
  careful: { feed: garden/plants, source: Careful, hold: true }
destinations:
  list: { kind: text, path: out/list.txt, comments: false }
`;
const WHOLE = { mock: true, since: '2026-01-01', until: '2026-01-10' };

let cwd: string;
beforeEach(() => (cwd = garden({ 'feedwright.yaml': CONFIG })));

const call = (name: keyof typeof commands & string, flags: object, ...args: readonly string[]) =>
  inProcess(name, { mock: true, ...flags }, args, { cwd });
const ask = (typed: string, name: keyof typeof commands & string, flags: object, ...args: readonly string[]) =>
  inProcess(name, { mock: true, ...flags }, args, { cwd, typed });
const run = async (feed: string, more: object = {}): Promise<RunRow> =>
  JSON.parse((await call('run', { ...WHOLE, json: true, ...more }, feed)).stdout) as RunRow;
const digest = async (): Promise<string> => (await commandLine(['store', 'digest', '--mock'], { cwd })).stdout.trim();
const values = async (): Promise<readonly string[]> =>
  (await call('objects', { json: true })).stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { value: string }).value);
describe('a run that is held', () => {
  test('says so and what to do, brings nothing into the store or to a destination, and lets no other begin', async () => {
    const { run: id, status, held, objects, windows } = await run('ours', { hold: true });
    expect([status, objects.created, windows[0]?.status]).toEqual(['held', 0, 'held']);
    expect(held).toEqual({
      why: 'asked for by --hold',
      words: `feedwright review ${id}, then feedwright apply ${id} or feedwright discard ${id}`,
    });
    expect(await values()).toEqual([]);
    await call('push', {}, 'list');
    expect(existsSync(join(cwd, 'out/list.txt')) && readFileSync(join(cwd, 'out/list.txt'), 'utf8')).toBe('');
    const next = await call('run', WHOLE, 'ours');
    expect(next.code).toBe(1);
    expect(next.stderr).toContain(`error: Nothing was fetched: run ${id} of ours is held since`);
    expect(next.stderr).toContain(`feedwright apply ${id}`);
    // Another instance, and a dry run, go on.
    expect((await run('theirs')).status).toBe('succeeded');
    expect((await run('ours', { dryRun: true })).status).toBe('succeeded');
    expect((await call('review', {})).stdout).toMatch(
      new RegExp(`^RUN .*\\n${id}  garden/plants ours  .*  asked for by --hold\\n$`),
    );
  });

  test('by its instance shows what applying it does then, sensitive values hidden from terminals and reviews', async () => {
    await run('theirs');
    const { run: id } = await run('careful');
    const review = await call('review', { json: true }, id.slice(0, 21));
    const shown = JSON.parse(review.stdout) as { objects: object; kinds: object; shown: { changes: { name: string }[] }[] };
    expect(shown).toMatchObject({
      kinds: { appears: 0, changes: 1, returns: 0, goes: 0 },
      why: '`hold: true` of the instance careful',
    });
    expect(shown.shown[0]?.changes).toContainEqual({ name: 'Note', before: [], after: ['under the hedge'], sensitive: true });
    const markdown = (await call('review', { markdown: true }, id)).stdout;
    expect(markdown).toContain('| changes | indicator (FQDN) | `nettle.example` |');
    expect(markdown).not.toContain('hedge');
    expect((await ask('', 'review', {}, id)).stdout).not.toContain('hedge');
    expect((await call('review', {}, id)).stdout).toContain('Note: + under the hedge');
    const applied = JSON.parse((await call('apply', { yes: true, json: true }, 'careful')).stdout) as { objects: object };
    expect(applied.objects).toEqual(shown.objects);
  });

  test('is applied or discarded once a person has agreed', async () => {
    const { run: id } = await run('ours', { hold: true });
    const before = await digest();
    const no = await ask('n\n', 'apply', {}, id);
    expect([no.code, no.stderr]).toEqual([1, expect.stringContaining('Nothing was changed.')]);
    expect(no.stderr).toContain('1 new, 0 changed, 0 withdrawn');
    expect((await call('apply', { dryRun: true }, id)).stdout).toContain('would be applied, 1 new');
    expect(await digest()).toBe(before);
    expect((await ask('y\n', 'discard', {}, id)).stdout).toContain(
      'the checkpoint has not moved: `feedwright run ours` fetches the same',
    );
    expect(await digest()).toBe(before);
    const again = await run('ours', { hold: true });
    expect((await ask('yes\n', 'apply', {}, again.run)).code).toBe(0);
    expect(await values()).toEqual(['nettle.example']);
    const lines = (await call('runs', {}, again.run)).stdout;
    expect(lines).toMatch(/^garden\/plants: succeeded\n/);
    expect(lines).toMatch(/created +1\n/);
    expect((await call('runs', {}, id)).stdout).toMatch(/^garden\/plants: discarded\n/);
  });
});

describe('a run that is undone', () => {
  test('leaves what another instance says, and destinations take back what only it made', async () => {
    await run('theirs');
    const before = await digest();
    const { run: id } = await run('ours', { until: '2026-01-20' });
    expect(await values()).toEqual(['mint.example', 'nettle.example']);
    await call('push', {}, 'list');
    const dry = JSON.parse((await call('undo', { dryRun: true, json: true }, id)).stdout) as object;
    expect(dry).toMatchObject({ status: 'would_undo', given_back: 1, taken_back: 1, destinations: ['list'] });
    const undone = JSON.parse((await call('undo', { yes: true, json: true }, id)).stdout) as object;
    expect(undone).toEqual({ ...dry, status: 'undone' });
    expect(await digest()).toBe(before);
    expect(await values()).toEqual(['nettle.example']);
    const pushed = await call('push', {}, 'list');
    expect(pushed.code).toBe(0);
    expect(readFileSync(join(cwd, 'out/list.txt'), 'utf8')).toBe('nettle.example\n');
    expect((await commandLine(['store', 'check', '--mock'], { cwd })).stdout).toBe('the store is sound\n');
    // A person at a terminal is told first.
    expect((await ask('n\n', 'undo', {}, (await run('ours', { since: '2026-01-01', hold: false })).run)).code).not.toBe(0);
  });

  test('has the next run held, unless it is asked for otherwise', async () => {
    const { run: id } = await run('ours', { since: undefined, until: undefined });
    const undone = await call('undo', { yes: true }, 'ours');
    expect(undone.stdout).toContain('next: `feedwright run ours` fetches the same again, and what it brings is held');
    expect(await run('ours', { since: undefined, until: undefined })).toMatchObject({
      status: 'held',
      held: { why: `run ${id} was undone` },
    });
  });

  test('by --next skip goes on behind it, by --next fetch before it', async () => {
    const usual = { since: undefined, until: undefined, clock: '2026-01-08' };
    await run('ours', usual);
    const { run: id } = await run('ours', { ...usual, clock: '2026-01-18' });
    const before = (await call('undo', { dryRun: true, json: true, next: 'fetch' }, id)).stdout;
    expect(JSON.parse(before)).toMatchObject({ until: '2026-01-08T00:00:00.000Z' });
    const skipped = JSON.parse((await call('undo', { yes: true, json: true, next: 'skip' }, id)).stdout) as object;
    expect(skipped).toMatchObject({ until: '2026-01-18T00:00:00.000Z', next: expect.stringContaining('goes on behind it') });
    expect(await values()).toEqual(['nettle.example']);
  });
});

describe('what is asked for wrongly', () => {
  let here: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    cwd = here = garden({ 'feedwright.yaml': CONFIG });
    ids['LIMITED'] = (await run('theirs', { limit: 1 })).run;
    ids['FAILED'] = (await run('garden/plants', { fault: ['GET /plants: 404'] })).run;
    ids['SUCCEEDED'] = (await run('careful')).run;
    await call('apply', { yes: true }, ids['SUCCEEDED']);
    ids['HELD'] = (await run('ours', { hold: true })).run;
  });

  test.each([
    { words: ['review', 'nonsense'], says: 'The store has no run nonsense.' },
    { words: ['review', ''], says: 'The store has no run without a name.' },
    { words: ['apply', '20', '--yes'], says: 'Several runs begin with 20.' },
    { words: ['apply', 'theirs', '--yes'], says: 'Nothing of it is held.' },
    { words: ['undo', 'garden/plant'], says: 'The store has no run garden/plant.' },
    { words: ['apply', 'SUCCEEDED', '--yes'], says: 'is not held: what it brought is in the store. [usage.not-held]' },
    { words: ['discard', 'SUCCEEDED', '--yes'], says: 'feedwright undo' },
    { words: ['review', 'SUCCEEDED'], says: 'is not held' },
    { words: ['undo', 'HELD', '--yes'], says: "can't be undone: it is held" },
    { words: ['undo', 'SUCCEEDED'], says: 'Undoing run' },
    { words: ['undo', 'SUCCEEDED', '--next', 'maybe'], says: '--next takes hold, fetch, skip, not "maybe".' },
    { words: ['undo', 'FAILED', '--yes'], says: 'it put nothing into the store' },
    { words: ['discard', 'HELD'], says: 'was not confirmed. [usage.yes]' },
    { words: ['review', 'HELD', '--json', '--markdown'], says: "--json and --markdown can't be asked for together." },
    { words: ['review', 'HELD', '--limit', '0'], says: '--limit takes a whole number from 1 on' },
    { words: ['undo', 'LIMITED', '--yes', '--next', 'skip'], says: 'has not moved the checkpoint' },
  ])('$words says $says', async ({ words, says }) => {
    const { code, stdout, stderr } = await commandLine([...words.map((word) => ids[word] ?? word), '--mock'], { cwd: here });
    expect({ code, stdout, stderr }).toMatchObject({ stdout: '', stderr: expect.stringContaining(says) });
    expect([1, 2]).toContain(code);
    expect(stderr).not.toMatch(/ {4}at /);
  });
});
