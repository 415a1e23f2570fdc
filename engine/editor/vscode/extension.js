// Starts `feedwright lsp` for YAML files, and ends it.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

const OWN = 'node_modules/feedwright/engine/cli/feedwright.mjs';
let client;

/** The settings' command, else the workspace's own installation, else the one of the PATH. */
const commandIn = (folder, settings) => {
  const [command, ...args] = settings.get('command', []);
  if (command !== undefined) return { command, args };
  const own = folder === undefined ? undefined : join(folder, OWN);
  return own !== undefined && existsSync(own) ? { command: 'node', args: [own] } : { command: 'feedwright', args: [] };
};

exports.activate = () => {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const settings = workspace.getConfiguration('feedwright');
  const { command, args } = commandIn(folder, settings);
  const definitions = settings.get('definitions', '');
  const more = definitions === '' ? [] : ['--definitions', definitions];
  client = new LanguageClient(
    'feedwright',
    'Feedwright',
    { command, args: [...args, 'lsp', ...more], options: { cwd: folder } },
    { documentSelector: [{ scheme: 'file', language: 'yaml' }] },
  );
  return client.start();
};

exports.deactivate = () => client?.stop();
