import type { Findings } from '../basics/findings.ts';
import type { KnownWords } from '../pack/known-values.ts';
import type { Files } from '../files.ts';
import type { SourceChecker } from '../check/check-source.ts';
import type { Table } from '../basics/value.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';

/** What every part of a pack is worked out with. */
export interface Context {
  readonly findings: Findings;
  readonly vocabulary: Vocabulary;
  readonly files: Files;
  readonly sources: SourceChecker;
  readonly tables: ReadonlyMap<string, Table>;
  /** Names under `tables`, those that could not be read among them. */
  readonly tableNames: ReadonlySet<string>;
  /** Endpoints by name → their arguments, also of endpoints that are wrong in themselves. */
  readonly endpoints: ReadonlyMap<string, EndpointSignature>;
  /** Codes of all object types, built in and declared. */
  readonly objectTypes: ReadonlySet<string>;
  readonly words: KnownWords;
}

export interface EndpointSignature {
  readonly args: ReadonlySet<string>;
  /** False where the endpoint is wrong in itself, so that nothing is said of its arguments. */
  readonly known: boolean;
  /** It has a `key`, or nothing is known of it. */
  readonly keyed: boolean;
}

/** A raw map whose shape has been checked. */
export type RawMap = Readonly<Record<string, unknown>>;
