import type { FormatTable } from '../../language/format-table/format-table.ts';
import type { OutboundObject } from '../../object/outbound.ts';
import type { Component } from '../component.ts';

/** What every sink may use. */
export interface SinkContext {
  /** When what goes out is made, ms since epoch. */
  readonly now: number;
  /** Name of the destination; a whole export has none. */
  readonly name: string;
  /** Others went out before, so that a relation may have to go with the end that it leads to. Default: all go out together. */
  readonly isPart?: boolean;
  /** What objects become in a format, by its table and what packs add to that. Throws UsageError where the table can't be used. */
  table(format: string): FormatTable;
  /** An object can't be said in this format: it is left out, and told with the reason. */
  refuse(object: OutboundObject, reason: string): void;
}

/** A format of files: a text made of objects, piece by piece. */
export interface FileSink<Options = unknown> extends Component<Options> {
  readonly reach: 'file';
  /** Of its files, with the dot. */
  readonly extension: string;
  /** Equal objects give equal texts, but for a date where the format shows one. */
  write(batches: Batches, options: Options, context: SinkContext): AsyncIterable<string>;
}

export type Batches = AsyncIterable<readonly OutboundObject[]>;

/** A tool that is sent objects over the network. */
export interface RemoteSink<Options = unknown> extends Component<Options> {
  readonly reach: 'remote';
  /**
   * Where what is sent takes the place of what was there: `own`: an object comes with all relations that begin at it, each time, whether or
   * not their other ends have been sent; `all`: one that is new with those that end at it as well. Without it a relation comes once, with
   * the end that is sent later.
   */
  readonly relations?: 'own' | 'all' | undefined;
  /** The addresses that it is reached at: requests go nowhere else. */
  addresses(options: Options): readonly string[];
  open(options: Options, context: RemoteContext): Promise<Channel>;
}

/** A format of several files, which together are kept as the changes come. */
export interface FolderSink<Options = unknown> extends Component<Options> {
  readonly reach: 'folder';
  /** Files that are always there: where one is missing, everything is written anew. */
  readonly files: readonly string[];
  readonly relations?: RemoteSink['relations'];
  open(options: Options, context: FolderContext): Promise<Channel>;
}

export type Sink = FileSink | FolderSink | RemoteSink;

interface OpenContext extends SinkContext {
  /** The error for a mistake in the destination's options: a sentence, and what to write instead. */
  mistake(message: string, hint: string): Error;
}

export interface FolderContext extends OpenContext {
  readonly folder: Folder;
}

/** The files of a destination. Throws EngineError where the disk does not let it. */
export interface Folder {
  /** Undefined where there is no such file. */
  read(name: string): string | undefined;
  /** Whoever reads it sees the one before or the new one. */
  replace(name: string, parts: Iterable<string>): void;
}

export interface RemoteContext extends OpenContext {
  readonly client: SinkClient;
  /** ms since epoch, as it goes on. */
  readonly clock: () => number;
  /** Waits so many ms; rejects where the push shall end. */
  wait(ms: number): Promise<void>;
  /** A secret found on the way (a token): masked from then on. */
  secret(text: string): void;
  /** The content of an attachment; undefined where it is not there. */
  content(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** An open way to a tool, or to the files of a folder. */
export interface Channel {
  /** Objects that one call takes at most. */
  readonly batch: number;
  /**
   * Sends a batch. Resolves once the far side has confirmed it, with what became of each, in their order; rejects where nothing is known
   * of it: then the batch comes again, so sending one twice must change nothing.
   */
  deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]>;
  /** After the last batch of a push; a tool that shows what it got only then does so here, and a folder is whole from here on. */
  end?(): Promise<void>;
}

/** An object and what its destination has of it. */
export interface Delivery {
  /** Where it is `gone`, no more than is needed to take it back. */
  readonly object: OutboundObject;
  /** The destination has it. */
  readonly known: boolean;
  /** An attempt at it broke off: whether the destination has it, and as what, is not known. */
  readonly attempted: boolean;
  /** What the sink said of it last (`far` of a receipt). */
  readonly far: string | undefined;
}

export type Receipt =
  /** `far`: what the sink wants to know of it the next time, such as the tool's own number; undefined: what it knew. */
  | { readonly kind: 'confirmed'; readonly far?: string | undefined }
  /**
   * In the far side's words, masked and cut by whoever shows them; the others of the batch are not held up. `isThere`: what was refused is
   * something of it, so that it has to be taken back once it is gone.
   */
  | { readonly kind: 'refused'; readonly reason: string; readonly isThere?: boolean | undefined }
  /** Such objects are not for this tool, whatever they say. */
  | { readonly kind: 'left-out'; readonly reason: string };

/** The engine's own client: hosts, sizes, retries, certificates and proxy are looked after. */
export interface SinkClient {
  /**
   * Sends a request, and again where 429, 502, 503, 504 or the way there say so, after `Retry-After` where there is one. Throws EngineError
   * with the place of the destination: `http.…`, of a status that is no success (a redirect is none) with the far side's words, and what
   * `judge` makes of an answer.
   */
  send(request: SinkRequest): Promise<SinkAnswer>;
}

export interface SinkRequest {
  readonly method: string;
  /** Complete. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** What it is for, in messages: `add objects`. */
  readonly label: string;
  /** False: sending it twice could do something twice, so that it is repeated only where it was never sent; default true. */
  readonly idempotent?: boolean;
  /** Statuses that are answers as well, beside 200 to 299. */
  readonly expects?: readonly number[];
  /** Called before each attempt, from 0: what of it depends on its time, or on what became of the one before. */
  readonly prepare?: (attempt: number) => Pick<SinkRequest, 'headers' | 'body'>;
  /** What an answer means that is none of the expected: undefined where it is one. */
  readonly judge?: (answer: SinkAnswer) => Judgement | undefined;
}

/** In words that go on after "it says": of the far side where it has some. */
export type Judgement =
  /** The request is sent again, within the client's attempts. */
  | { readonly kind: 'again'; readonly because: string }
  /** `code`: `output.refused` without one. */
  | { readonly kind: 'failed'; readonly because: string; readonly code?: string; readonly hint?: string };

export interface SinkAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** At most 16 MiB are read. */
  readonly text: string;
}
