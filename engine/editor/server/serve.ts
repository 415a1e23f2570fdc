import { sep } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  createConnection,
  DidChangeWatchedFilesNotification,
  LogMessageNotification,
  MessageType,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { AskedPlaces } from '../../api/asked.ts';
import { packageVersion } from '../../api/runs/package-version.ts';
import type { World } from '../../api/world.ts';
import { Workspace } from '../project/workspace.ts';
import { uriOf } from '../text/span.ts';
import { answerRequests, type Subject } from './answer-requests.ts';
import { Diagnoser } from './diagnoser.ts';

export interface Wires {
  readonly input: Readable;
  readonly output: NodeJS.WritableStream;
}

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  completionProvider: { triggerCharacters: ['.', '$', '@', '!', '`', "'", '"', '{', '[', ' '] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  documentSymbolProvider: true,
  documentFormattingProvider: true,
};

/** Speaks the Language Server Protocol until the editor ends it; gives the exit code. */
export const serve = (wires: Wires, world: World, asked: AskedPlaces): Promise<number> => {
  const connection = createConnection(ProposedFeatures.all, wires.input, wires.output);
  return new Promise((resolve) => {
    const server = new Server(connection, world, asked);
    connection.onExit(() => resolve(0));
    // Where the editor's side of the wire ends, the process does.
    world.signal.addEventListener('abort', () => wires.input.destroy());
    server.start();
  });
};

/** The complete path of a file that an editor names; undefined for what lies in no file yet. */
const pathOf = (uri: string): string | undefined => {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
};

class Server {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #diagnoser: Diagnoser;
  readonly #world: World;
  readonly #asked: AskedPlaces;
  #workspaces: readonly Workspace[] = [];
  #canWatch = false;

  constructor(connection: Connection, world: World, asked: AskedPlaces) {
    this.#connection = connection;
    this.#world = world;
    this.#asked = asked;
    this.#diagnoser = new Diagnoser({
      show: (file, diagnostics) => void connection.sendDiagnostics({ uri: uriOf(file), diagnostics: [...diagnostics] }),
      failed: (what, error) => this.#log(what, error),
    });
  }

  start(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#watch());
    connection.onShutdown(() => this.#diagnoser.stop());
    connection.onDidChangeWatchedFiles(() => this.#lookAtAll());
    answerRequests(connection, {
      subject: (uri) => this.#subject(uri),
      findings: (file) => this.#diagnoser.findings(file),
      failed: (what, error) => this.#log(what, error),
    });
    this.#documents.onDidChangeContent(({ document }) => this.#changed(document));
    this.#documents.onDidSave(() => this.#lookAtAll());
    this.#documents.onDidClose(({ document }) => this.#closed(document));
    this.#documents.listen(connection);
    connection.listen();
  }

  /** Without a stack trace: it is for the author of definitions. */
  #log(what: string, error: unknown): void {
    const message = `${what}: ${error instanceof Error ? error.message : 'an unknown error'}`;
    void this.#connection.sendNotification(LogMessageNotification.type, { type: MessageType.Error, message });
  }

  #initialize({ workspaceFolders, rootUri, capabilities }: InitializeParams): InitializeResult {
    const uris = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === 'string' ? [rootUri] : []);
    const folders = uris.map(pathOf).filter((folder) => folder !== undefined);
    this.#workspaces = (folders.length === 0 ? [this.#world.cwd] : folders).map(
      (cwd) => new Workspace({ ...this.#world, cwd }, this.#asked),
    );
    this.#canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return { capabilities: CAPABILITIES, serverInfo: { name: 'feedwright', version: packageVersion() } };
  }

  #watch(): void {
    if (!this.#canWatch) return;
    const watchers = [{ globPattern: '**/*.{yaml,yml,json,csv,xml,ndjson}' }];
    this.#connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch((error: unknown) => this.#log('files can not be watched', error));
  }

  /** The workspace that a file lies in, the innermost of them. */
  #workspaceOf(file: string): Workspace | undefined {
    const within = this.#workspaces.filter(({ world: { cwd } }) => file.startsWith(cwd.endsWith(sep) ? cwd : cwd + sep));
    return within.toSorted((a, b) => b.world.cwd.length - a.world.cwd.length)[0] ?? this.#workspaces[0];
  }

  #subject(uri: string): Subject | undefined {
    const file = pathOf(uri);
    const workspace = file === undefined || !/\.ya?ml$/i.test(file) ? undefined : this.#workspaceOf(file);
    return file === undefined || workspace === undefined ? undefined : { file, workspace };
  }

  #changed(document: TextDocument): void {
    const subject = this.#subject(document.uri);
    if (subject === undefined) return;
    const { file, workspace } = subject;
    const isNew = !workspace.unsaved.has(file);
    workspace.put(file, document.getText());
    this.#diagnoser.changed(workspace, file, isNew);
  }

  #closed(document: TextDocument): void {
    const file = pathOf(document.uri);
    if (file === undefined) return;
    for (const workspace of this.#workspaces) workspace.put(file, undefined);
    this.#diagnoser.forget(file);
    void this.#connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    this.#lookAtAll();
  }

  /** Something on the disk is another: what has been read of it no longer counts. */
  #lookAtAll(): void {
    for (const workspace of this.#workspaces) workspace.refresh();
    for (const workspace of this.#workspaces)
      for (const file of workspace.unsaved.keys()) this.#diagnoser.changed(workspace, file, false);
  }
}
