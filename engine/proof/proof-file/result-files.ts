import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageVersion } from '../../api/runs/package-version.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { hasFailed, type Proved } from '../proving/proved.ts';
import { page, type PageParts } from '../proving/reports/html.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { makeProof, type ProofParts } from './make-proof.ts';
import { PendingFile } from './pending-file.ts';
import { readProof } from './read-proof.ts';
import { verifyProof } from './verify-proof.ts';

/** Paths as they were given. */
export interface AskedFiles {
  readonly out?: string | undefined;
  readonly html?: string | undefined;
}

/** The files that a proof is written to at its end; that they can be written is known at its beginning. */
export class ResultFiles {
  readonly #out: PendingFile | undefined;
  readonly #html: PendingFile | undefined;

  /** Throws UsageError where one can't be written. */
  constructor(cwd: string, { out, html }: AskedFiles) {
    if (out !== undefined) mustNotCover(resolve(cwd, out));
    this.#out = out === undefined ? undefined : new PendingFile(resolve(cwd, out));
    try {
      this.#html = html === undefined ? undefined : new PendingFile(resolve(cwd, html));
    } catch (error) {
      this.#out?.discard();
      throw error;
    }
  }

  writePage(parts: PageParts): void {
    this.#html?.settle(page(parts));
  }

  /** Writes the proof where one was asked for. Gives a sentence where there is none to be written. */
  writeProof(parts: ProofParts, where: CaseParts): string | undefined {
    if (this.#out === undefined) return undefined;
    const failed = parts.proved.filter(hasFailed);
    if (failed.length > 0) return `The proof was not written: ${listed(failed)} failed.`;
    const proof = makeProof(parts);
    const [changed] = verifyProof(proof, where, packageVersion());
    if (changed !== undefined)
      return `The proof was not written: ${changed.file ?? 'something'} has changed while it was being made. Prove it again.`;
    this.#out.settle(`${JSON.stringify(proof, null, 2)}\n`);
    return undefined;
  }

  /** Takes away what was not written to the end. */
  discard(): void {
    this.#out?.discard();
    this.#html?.discard();
  }
}

const listed = (all: readonly Proved[]): string => {
  const names = all.slice(0, 3).map(({ target }) => target);
  return all.length > names.length ? `${names.join(', ')} and ${all.length - names.length} more` : names.join(' and ');
};

/** A proof may take the place of another one, and of nothing else. */
const mustNotCover = (file: string): void => {
  if (!existsSync(file)) return;
  try {
    readProof(file);
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'proof.foreign') return;
    throw new UsageError('prove.other-file', `${file} is there already, and is no proof.`, {
      hint: 'Give another name with --out, or take the file away.',
    });
  }
};
