/** The way from an older Node to the bundled one: the child must behave as if it were the process that was started. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

const node24 = pathToFileURL(join(import.meta.dirname, '../../engine/cli/node24.mjs')).href;
const folder = mkdtempSync(join(tmpdir(), 'feedwright-node24-'));
const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

let scripts = 0;
const script = (text: string): string => {
  const path = join(folder, `${scripts++}.mjs`);
  writeFileSync(path, text);
  return path;
};

/** A parent that runs `body` under another Node as the bin does. */
const run = (body: string, group = false) => {
  const child = script(
    `import { followParent } from ${JSON.stringify(node24)};\nconst onInterrupt = followParent();\nconst say = (text) => process.stdout.write(text + '\\n');\n${body}`,
  );
  const parent = script(
    `import { runUnder } from ${JSON.stringify(node24)};\nrunUnder(process.execPath, [${JSON.stringify(child)}], { follow: true });`,
  );
  const process_ = spawn(process.execPath, [parent], { stdio: ['pipe', 'pipe', 'inherit'], detached: group });
  started.push(process_);
  let output = '';
  process_.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    process: process_,
    ended: once(process_, 'close') as Promise<[number | null, string | null]>,
    output: () => output,
    said: async (text: string) => {
      while (!output.includes(text)) await once(process_.stdout, 'data');
    },
  };
};

const COUNTING =
  "onInterrupt((times) => { say('asked ' + times); if (times > 1) process.exit(130); }); say('ready'); setInterval(() => {}, 1000);";

describe('a script under the bundled Node', () => {
  test('ends with its own exit code and reads the same standard input', async () => {
    const child = run("process.stdin.on('data', (text) => say('read ' + text)).on('end', () => process.exit(7));");
    child.process.stdin.end('hello');
    expect(await child.ended).toEqual([7, null]);
    expect(child.output()).toContain('read hello');
  });

  test('ends by the signal that killed it', async () => {
    const child = run("process.kill(process.pid, 'SIGKILL')");
    expect(await child.ended).toEqual([null, 'SIGKILL']);
  });

  test('hears of a signal to the parent, and of a second one', async () => {
    const child = run(COUNTING);
    await child.said('ready');
    child.process.kill('SIGTERM');
    await child.said('asked 1');
    child.process.kill('SIGINT');
    expect(await child.ended).toEqual([130, null]);
  });

  test('counts a signal to the whole group once, as Ctrl-C sends it', async () => {
    const child = run(COUNTING, true);
    await child.said('ready');
    process.kill(-(child.process.pid ?? 0), 'SIGINT');
    await child.said('asked 1');
    process.kill(-(child.process.pid ?? 0), 'SIGINT');
    expect(await child.ended).toEqual([130, null]);
    expect(child.output()).toBe('ready\nasked 1\nasked 2\n');
  });

  test('is gone when its parent was killed', async () => {
    const child = run("say('ready'); setInterval(() => {}, 1000);");
    await child.said('ready');
    child.process.kill('SIGKILL');
    // The pipe is closed only once every process that holds it has ended.
    expect(await child.ended).toEqual([null, 'SIGKILL']);
  });

  test("outlives the channel of a program that is not the bin's", async () => {
    const child = fork(
      script(`import { followParent } from ${JSON.stringify(node24)};\nfollowParent();\nsetTimeout(() => process.exit(5), 300);`),
      { execArgv: [] },
    );
    started.push(child);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([5, null]);
  });
});
