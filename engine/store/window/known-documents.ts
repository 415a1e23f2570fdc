import { seenKey } from '../../staging/seen-key.ts';
import type { KnownDocuments } from '../contract/store.ts';

/** The documents of an index as the runs before have left them. */
export class DocumentsOfIndex implements KnownDocuments {
  readonly #versions: ReadonlyMap<string, string | null>;

  /** Keys as `seenKey` shortens them. */
  constructor(documents: readonly { readonly key: string; readonly version: string | null }[]) {
    this.#versions = new Map(documents.map(({ key, version }) => [key, version]));
  }

  get any(): boolean {
    return this.#versions.size > 0;
  }

  versionOf(key: string): string | undefined {
    return this.#versions.get(seenKey(key)) ?? undefined;
  }

  *without(keys: Iterable<string>): Generator<string, void> {
    const listed = new Set([...keys].map(seenKey));
    for (const key of this.#versions.keys()) if (!listed.has(key)) yield key;
  }
}
