import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { StagedDocuments } from '../../staging/staged-documents.ts';
import type { BackendInstance } from '../contract/backend.ts';

/** Objects that documents listed before, and that none of those that came whole, or of the others that are known, lists now. */
export async function* vanishedFrom(documents: StagedDocuments, backend: BackendInstance): AsyncGenerator<ObjectIdentity, void> {
  const told = new Set<number>();
  for (const key of documents.replaced()) {
    for (const { id, identity, documents: listing } of await backend.documentObjects(key)) {
      if (told.has(id) || documents.isListed(identity)) continue;
      if (!listing.every((one) => documents.isReplaced(one))) continue;
      told.add(id);
      yield identity;
    }
  }
}
