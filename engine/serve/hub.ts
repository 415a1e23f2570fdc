import type { ServerEvent } from './contract/session.ts';

/** Tells all who listen that something has changed. */
export class Hub {
  readonly #listeners = new Set<(event: ServerEvent) => void>();

  tell(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  listen(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get size(): number {
    return this.#listeners.size;
  }
}
