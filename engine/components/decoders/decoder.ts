import type { Component } from '../component.ts';
import type { Json, JsonRecord } from '../../language/basics/json.ts';
import type { RowColumns } from '../../language/model.ts';
import type { OnUnreadable, Reading } from './bytes/reading.ts';

/** A chunk belongs to who has asked for it, until the next one: its memory may be given back then. */
export type Bytes = AsyncIterable<Uint8Array>;

/** Records in the response's order. */
export interface Batch {
  readonly records: readonly JsonRecord[];
  /** Ordinal of each record in the response, from 0; as long as `records`. */
  readonly ordinals: readonly number[];
  /** Among the records are some that only stand for one which is too large: `oversizeOf` knows them. */
  readonly oversized?: boolean;
  /** Where record `index` of this batch stands in the response, e.g. `row 17` or `result[4]`: for the ledger. */
  place(index: number): string;
}

/**
 * Filters pushed down to the decoder, so that a row which is dropped is never built whole.
 * A decoder may ignore it: of a batch of records that it has tested it says so by `passed`.
 */
export interface Prefilter {
  /** The columns that `test` reads. */
  readonly columns: readonly string[];
  /**
   * False drops the record; the callee counts it, with its reason. It must not throw: in doubt it keeps.
   * The record is good for the call only: its members may be made text as they are read, from a row that is gone afterwards.
   */
  test(record: JsonRecord): boolean;
  /** All records of a batch, given as the list that it has, were tested and stay. */
  passed(records: readonly JsonRecord[]): void;
  /** Stands around every synchronous stretch of tests (a chunk's rows): the time limit of expressions is kept there, not a record. */
  around<T>(stretch: () => T): T;
}

/**
 * Tells rows that are known from an earlier run, so that they are never built. A decoder may ignore it, or ask of some rows
 * only; it asks after the prefilter, and `isKnown` of a row at most once.
 */
export interface Recall {
  /** The names of the columns, those of columns that are left out among them; before the first row. */
  begin(columns: readonly string[]): void;
  /**
   * Of the row with these bytes, its line end not among them: one that is known has its ordinal, but comes in no batch. Asked while no
   * record waits in a batch: one before it may be the reason why it is not.
   */
  isKnown(bytes: Buffer, start: number, end: number): boolean;
  /** Changes nothing: where it says so, the batch is to be seen before `isKnown` is asked. */
  mayBeKnown(bytes: Buffer, start: number, end: number): boolean;
  /** The row with these bytes was not known and gave the record that has this place in the list of its batch. */
  built(records: readonly JsonRecord[], index: number, bytes: Buffer, start: number, end: number): void;
}

export interface DecodeContext {
  /** Members on the way to the records (`$` is the empty path); undefined where the caller needs the whole document. */
  readonly path: readonly string[] | undefined;
  /** `entries_as: id` — the value at the path is a map whose keys become this member, of each element where a key has a list. */
  readonly entriesAs: string | undefined;
  /** Members on the way from one element to the record (`item: node`). */
  readonly item: readonly string[];
  /** `as: ip` — an element that is a plain value becomes a record with this member. */
  readonly as: string | undefined;
  /** The elements are rows of values with these names. */
  readonly columns: RowColumns | undefined;
  /** One record is asked for: an empty object is one. */
  readonly exactlyOne?: boolean;
  /** A path that finds nothing is fine. */
  readonly orEmpty: boolean;
  /** A path may find nothing, and a body without a document is none all the same. */
  readonly needsDocument?: boolean;
  /** Members whose value is null are left out, at every depth. */
  readonly dropNulls: boolean;
  /** At most so many bytes after decompression. */
  readonly maxBytes: number;
  /** A larger record is not held: `oversizedRecord` stands for it. Nor is more than this, or 8 MiB, of what is around the records. */
  readonly maxRecord: number;
  /** Waits where too many bytes are under way: asked before further bytes of the body, decompressed, are taken in. */
  readonly pace?: ((bytes: number) => Promise<void> | undefined) | undefined;
  readonly prefilter: Prefilter | undefined;
  readonly recall?: Recall | undefined;
  /** Content type of the response: its `charset`, and for hints in errors. */
  readonly contentType: string | undefined;
  /** Told of each place that could not be read as text, at once. */
  readonly onUnreadable?: OnUnreadable | undefined;
  /** Told what is read over, for the ledger. */
  readonly onNote?: ((note: string, times?: number) => void) | undefined;
  /** Told the names of the columns, before the first row; `format` is for messages. What it throws ends the reading. */
  readonly onColumns?: ((columns: readonly string[], format: string) => void) | undefined;
  /** Masks secrets in what is quoted of the body. */
  readonly redact?: ((text: string) => string) | undefined;
  /** The body has been made UTF-8 by a decoder that hands it on. */
  readonly text?: Reading | undefined;
  readonly signal: AbortSignal;
  /** Where the running count of bytes read, compressed and not, is reported. */
  readonly onBytes?: (decompressed: number) => void;
}

export interface Decoded {
  /**
   * The document around the records (with the records' own list left empty), or the whole document where the context
   * has no path. Undefined until it is known: at once for a body of at most 1 MiB, else when `batches` has ended.
   * Undefined for good where the format has none (CSV, NDJSON).
   */
  envelope(): Json | undefined;
  /** Rows or elements that the prefilter saw, dropped and known ones included. */
  seen(): number;
  /** Rows that the decoder's own options left out (`ragged: skip`); they are not among `seen`. */
  skipped?(): number;
  readonly batches: AsyncIterable<Batch>;
}

/** Bytes to bytes: decompression. `name?` in a definition sniffs: `sniff` decides by the first bytes. */
export interface ByteDecoder<Options = unknown> extends Component<Options> {
  readonly stage: 'bytes';
  /** Do these first bytes (up to 512) look like mine? */
  sniff(head: Uint8Array): boolean;
  /** Throws EngineError `decode.truncated`, `decode.corrupt` (naming the range of compressed bytes) or `decode.too-large`. */
  decode(source: Bytes, options: Options, context: DecodeContext): Bytes;
}

/** Bytes to records; the last of a chain. */
export interface RecordDecoder<Options = unknown> extends Component<Options> {
  readonly stage: 'records';
  /** What a record may have by the format's own standard, whatever a sample shows: dotted paths. */
  readonly members?: readonly string[];
  decode(source: Bytes, options: Options, context: DecodeContext): Promise<Decoded>;
}

export type Decoder = ByteDecoder | RecordDecoder;
