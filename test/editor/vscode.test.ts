/** The extension of VS Code starts the server; VS Code itself and its client stand here as what records how they are called. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDemo } from './demo.ts';

const extension = join(import.meta.dirname, '../../engine/editor/vscode/extension.js');
const OWN = 'node_modules/feedwright/engine/cli/feedwright.mjs';

const started = (folder: string, settings: Readonly<Record<string, unknown>>): unknown => {
  const modules: Readonly<Record<string, string>> = {
    'vscode.js': `const settings = ${JSON.stringify(settings)};
exports.workspace = {
  workspaceFolders: [{ uri: { fsPath: ${JSON.stringify(folder)} } }],
  getConfiguration: () => ({ get: (name, usual) => settings[name] ?? usual }),
};`,
    'vscode-languageclient/node.js': `exports.LanguageClient = class {
  constructor(...given) { this.given = given; }
  start() { process.stdout.write(JSON.stringify(this.given)); }
};`,
  };
  for (const [name, text] of Object.entries(modules)) {
    const file = join(folder, 'fakes', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(extension)}).activate()`], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', NODE_PATH: join(folder, 'fakes') },
  });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as readonly unknown[])[2];
};

test('the command of the settings is started, else the own installation, else that of the PATH', () => {
  const folder = makeDemo();
  expect(started(folder, {})).toEqual({ command: 'feedwright', args: ['lsp'], options: { cwd: folder } });
  expect(started(folder, { command: ['npx', 'feedwright'], definitions: 'feeds' })).toMatchObject({
    command: 'npx',
    args: ['feedwright', 'lsp', '--definitions', 'feeds'],
  });
  mkdirSync(dirname(join(folder, OWN)), { recursive: true });
  writeFileSync(join(folder, OWN), '');
  expect(started(folder, {})).toMatchObject({ command: 'node', args: [join(folder, OWN), 'lsp'] });
});
