import { EngineError } from '../../language/basics/errors.ts';
import type { StoredContent } from '../contract/opened-store.ts';

/** What an attachment's content is known by. */
export interface ContentName {
  readonly sha256: string;
  readonly size: number;
}

/** Something that lies in an area, needed or not. */
export interface LyingContent {
  /** The area's own name for it. */
  readonly name: string;
  /** Undefined: it is left of something that was broken off. */
  readonly sha256: string | undefined;
  /** When it was put there, ms since epoch by the clock of the area. */
  readonly at: number;
}

/** Where the content of attachments lies, by its hash. Whatever lies there under a hash is whole, whenever a process dies. */
export interface AttachmentArea {
  /** For people: without secrets. */
  readonly shown: string;
  /**
   * Keeps what comes, durably when it returns, and is new there from then on, also where it was there already: who looks for what
   * nobody needs leaves it alone. Nothing is kept of what fails. Throws `store.attachment-too-large` over `maxBytes`.
   */
  put(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ContentName>;
  /** Undefined: it is not there. Its bytes end with `store.attachment-damaged` where they are not what its name says. */
  find(sha256: string): Promise<StoredContent | undefined>;
  list(): AsyncIterable<LyingContent>;
  /** Removes what was put there before; gives whether it was. */
  remove(name: string, before: number): Promise<boolean>;
  /** Connections end; whoever asks again gets new ones. */
  close(): Promise<void>;
}

export const tooLarge = (maxBytes: number): EngineError =>
  new EngineError('store.attachment-too-large', `The file is larger than the ${maxBytes} bytes that it may have.`, {
    hint: 'Raise max_bytes of the fulfillment if the file is wanted.',
  });

export const missing = (sha256: string, shown: string): EngineError =>
  new EngineError('store.attachment-missing', `The content ${sha256} of an attachment is missing in ${shown}.`, {
    hint: 'Put it back from a backup, or run the feed again: what is wanted is fetched.',
  });

export const damaged = (sha256: string, shown: string): EngineError =>
  new EngineError('store.attachment-damaged', `The content ${sha256} of an attachment in ${shown} is not what was stored.`, {
    hint: 'Put it back from a backup, or delete it there and run the feed again.',
  });
