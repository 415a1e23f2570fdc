import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { type Reference, referenceParts, type VaultReference } from './reference-parts.ts';
import { readValueFile } from './value-file.ts';

/** Reads a value of the vault. `place`: where it is asked for. */
export type ReadVault = (reference: VaultReference, place: Place | undefined) => Promise<string>;

export interface ReferenceSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly folder: string;
  readonly place?: Place | undefined;
  readonly vault: ReadVault;
}

/** The same in every text of a value, however deep. */
export const resolveAll = async (value: unknown, source: ReferenceSource): Promise<unknown> => {
  if (typeof value === 'string') return resolveReferences(value, source);
  if (typeof value !== 'object' || value === null) return value;
  const all: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) all[key] = await resolveAll(one, source);
  return Array.isArray(value) ? Object.values(all) : all;
};

/**
 * Replaces `${file:/path}`, `${env:NAME}` and `${vault:path#key}`; `$${` stands for `${`. What comes in is not looked through again.
 * Throws UsageError for what is no reference or leads nowhere, EngineError where the vault can't be asked.
 */
export const resolveReferences = async (text: string, source: ReferenceSource): Promise<string> => {
  const texts: string[] = [];
  for (const part of referenceParts(text)) texts.push(typeof part === 'string' ? part : await valueOf(part, source));
  return texts.join('');
};

const valueOf = async (reference: Reference, source: ReferenceSource): Promise<string> => {
  const { place } = source;
  switch (reference.kind) {
    case 'file':
      return readValueFile(reference.path, source);
    case 'vault':
      return source.vault(reference, place);
    case 'wrong':
      throw new UsageError('config.reference', reference.because, { place, hint: reference.hint });
    case 'env': {
      const value = source.env[reference.name];
      if (value !== undefined) return value;
      throw new UsageError('config.no-variable', `The environment has no variable ${reference.name}.`, {
        place,
        hint: `Set ${reference.name}, or write the value another way.`,
      });
    }
    default:
      return reference satisfies never;
  }
};
