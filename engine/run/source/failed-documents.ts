import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { recordHash } from '../context/record-hash.ts';
import { isAboutRecord } from '../context/failures.ts';

/** What an earlier run, or this window, sets aside of an index's documents. */
export interface DocumentLedger {
  /** Names of what earlier runs set aside and this one has not tried yet. */
  readonly aside: ReadonlySet<string>;
  /** Counted as one record that could not be had; one that was set aside before is noted, and is no new trouble. */
  setAside(name: string, place: string, error: EngineError): void;
  putThrough(name: string): void;
  note(because: string): void;
}

/** A document by its arguments; by its entry's content where those can't be had. */
export const documentName = (entry: JsonRecord, args: unknown, redact: (text: string) => string): string =>
  args === undefined ? recordHash(entry) : redact(`document ${JSON.stringify(args)}`);

/** Failures of what becomes of the records are not the document's own. */
export class OwnFailure extends Error {
  constructor(cause: unknown) {
    super('', { cause });
  }

  /** What it stands for. */
  static unwrap(error: unknown): unknown {
    return error instanceof OwnFailure ? error.cause : error;
  }
}

/** The same way of the records, with its failures told apart from those of the document. */
export const apart =
  <A extends readonly unknown[]>(take: (...args: A) => Promise<void>) =>
  async (...args: A): Promise<void> => {
    try {
      await take(...args);
    } catch (error) {
      throw error instanceof EngineError ? new OwnFailure(error) : error;
    }
  };

export interface FailedDocument {
  readonly name: string;
  readonly place: string;
  readonly onFailure: 'fail' | 'quarantine' | 'absent';
}

/** Accounts for a document that failed, or throws what the whole window fails by. */
export function accountFailed(error: unknown, { name, place, onFailure }: FailedDocument, documents: DocumentLedger): void {
  if (onFailure === 'fail' || !isAboutRecord(error)) throw OwnFailure.unwrap(error);
  if (onFailure === 'quarantine') documents.setAside(name, place, error);
  else documents.note(`documents absent: ${error.code}`);
}
