import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { StagedDocuments } from '../../staging/staged-documents.ts';
import type { BackendInstance } from '../contract/backend.ts';

interface Vanished {
  readonly object: ObjectIdentity;
  /** By a document that came with another version: somebody has taken it out. */
  readonly edited: boolean;
}

/** Objects that documents listed before, and that none of those that came whole, or of the others that are known, lists now. */
export async function* vanishedFrom(documents: StagedDocuments, backend: BackendInstance): AsyncGenerator<Vanished, void> {
  const versions = new Map((await backend.documents()).map(({ key, version }) => [key, version]));
  const told = new Set<number>();
  for (const { key, version, state } of documents.replaced()) {
    const edited = state === 'whole' && version !== (versions.get(key) ?? null);
    for (const { id, identity, documents: listing } of await backend.documentObjects(key)) {
      if (told.has(id) || documents.isListed(identity)) continue;
      if (!listing.every((one) => documents.isReplaced(one))) continue;
      told.add(id);
      yield { object: identity, edited };
    }
  }
}
