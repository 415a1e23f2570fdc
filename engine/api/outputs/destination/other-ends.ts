import type { Outbox, StoredOutbound } from '../../../store/contract/outbox.ts';
import { heldBack, takesAll, type HoldBack } from './hold-back.ts';

/** Other ends of relations that are remembered. */
const MOST_REMEMBERED = 50_000;

/** Which objects at the other end of a relation a destination may have. */
export class OtherEnds {
  readonly #outbox: Outbox;
  readonly #holdBack: HoldBack;
  readonly #now: number;
  readonly #isFree: boolean;
  readonly #known = new Map<number, boolean>();

  constructor(outbox: Outbox, holdBack: HoldBack, now: number) {
    this.#outbox = outbox;
    this.#holdBack = holdBack;
    this.#now = now;
    this.#isFree = takesAll(holdBack);
  }

  async of(batch: readonly StoredOutbound[]): Promise<(id: number) => boolean> {
    if (this.#isFree) return () => true;
    if (this.#known.size > MOST_REMEMBERED) this.#known.clear();
    const ids = new Set(batch.flatMap(({ relations }) => relations.map(({ other }) => other.id)));
    const fresh = [...ids].filter((id) => !this.#known.has(id));
    for (const one of await this.#outbox.heads(fresh, this.#now))
      this.#known.set(one.id, heldBack(one, this.#holdBack) === undefined);
    return (id) => this.#known.get(id) === true;
  }
}
