/** The same in a real editor: Neovim without a window, where it is installed (`apt install neovim`). */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEMO, lineOf, makeDemo } from './demo.ts';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
const command = [process.execPath, join(import.meta.dirname, '../../engine/cli/feedwright.mjs'), 'lsp'];

const inNeovim = (folder: string): Promise<{ readonly code: number | null; readonly said: string; readonly errors: string }> =>
  new Promise((resolve, reject) => {
    const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${join(import.meta.dirname, 'neovim.lua')}`];
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_STATE_HOME: folder,
      SERVER: command.join('\n'),
      DEFINITION: join(folder, DEMO),
    };
    const child = spawn('nvim', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 150_000 });
    const text = { said: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text.said += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text.errors += part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
  });

test.skipIf(!hasNeovim)(
  `Neovim shows findings, completes, explains, finds, renames and mends${hasNeovim ? '' : ' (skipped: there is no nvim here)'}`,
  async () => {
    const { code, said, errors } = await inNeovim(makeDemo());
    expect({ code, errors }).toMatchObject({ code: 0 });
    const seen = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)) as Readonly<Record<string, unknown>>;
    expect(seen).toMatchObject({
      whole: [],
      findings: [
        { line: lineOf('value: !expr domain'), column: 22, message: expect.stringContaining('Did you mean `domain`?') as string },
      ],
      actions: ['Write domain', 'Say that the vendor sends domian', 'Silence path.misspelt here'],
      mended: [],
      completion: expect.arrayContaining(['mail', 'phone']) as unknown,
      hover: expect.stringContaining('**Minimum**') as string,
      definition: lineOf('minimum: {'),
      references: 4,
      renamed: true,
    });
  },
);
