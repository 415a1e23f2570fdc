/** The real server as a process, spoken to as an editor does: over stdio, by the protocol. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type InitializeResult,
  type Position,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

const bin = join(import.meta.dirname, '../../engine/cli/feedwright.mjs');

export const uriOf = (file: string): string => pathToFileURL(file).href;

export type Session = Awaited<ReturnType<typeof startSession>>;

export const startSession = async (folder: string) => {
  const env = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), TZ: 'UTC' };
  const child = spawn(process.execPath, [bin, 'lsp', '--stdio'], { cwd: folder, env, stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const logged: string[] = [];
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void logged.push(message));
  const shown = new Map<string, readonly Diagnostic[]>();
  let wake: (() => void)[] = [];
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    shown.set(uri, diagnostics);
    for (const one of wake.splice(0)) one();
  });
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: uriOf(folder), name: 'work' }],
    capabilities: {},
  });
  await connection.sendNotification('initialized', {});
  const versions = new Map<string, number>();
  const path = (file: string): string => join(folder, file);
  const change = (file: string, text: string): Promise<void> => {
    const version = (versions.get(file) ?? 1) + 1;
    versions.set(file, version);
    return connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf(path(file)), version },
      contentChanges: [{ text }],
    });
  };
  /** The findings that are shown of a file, once they are as `until` wants them. */
  const findings = async (file: string, until: (findings: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> => {
    for (;;) {
      const now = shown.get(uriOf(path(file)));
      if (now !== undefined && until(now)) return now;
      await new Promise<void>((resolve) => (wake = [...wake, resolve]));
    }
  };
  return {
    initialized,
    logged,
    open: (file: string, text = readFileSync(path(file), 'utf8')) => {
      versions.set(file, 1);
      const textDocument = { uri: uriOf(path(file)), languageId: 'yaml', version: 1, text };
      return connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    /** Puts another text in place of the whole. */
    change,
    /** The same; waits until findings are shown anew. */
    changeAnd: async (file: string, text: string): Promise<readonly Diagnostic[]> => {
      shown.delete(uriOf(path(file)));
      await change(file, text);
      return findings(file, () => true);
    },
    findings,
    /** Asks for what stands at a place of a file. */
    ask: <T>(method: string, file: string, position: Position, more: object = {}): Promise<T> =>
      connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: uriOf(path(file)) }, position, ...more }),
    request: <T>(method: string, params: object): Promise<T> => connection.sendRequest(method, params),
    uri: (file: string) => uriOf(path(file)),
    end: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      return { code: await ended, stderr };
    },
  };
};
