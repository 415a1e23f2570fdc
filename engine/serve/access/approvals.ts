import { iso } from '../../language/basics/instant.ts';
import type { ActionPreview, ActionRequest, Approval } from '../contract/actions.ts';
import { randomText } from './sessions.ts';

/** How long somebody may agree, ms; and how many wait at most. */
const LASTS = 24 * 3_600_000;
const MOST = 100;

export interface Pending {
  readonly id: string;
  readonly request: ActionRequest;
  readonly preview: ActionPreview;
  readonly askedBy: string;
  readonly at: number;
}

/** Actions that wait for a second person. They go with the server: what an option holds may be secret, and is never written down. */
export class Approvals {
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #onLapse: (pending: Pending) => void;
  readonly #all = new Map<string, Pending>();

  /** `onLapse` is told of one on which nobody has decided in time, once somebody looks. */
  constructor(now: () => number, onChange: () => void, onLapse: (pending: Pending) => void) {
    this.#now = now;
    this.#onChange = onChange;
    this.#onLapse = onLapse;
  }

  /** Undefined where too many wait already. */
  ask(request: ActionRequest, preview: ActionPreview, askedBy: string): string | undefined {
    this.#forgetOld();
    if (this.#all.size >= MOST) return undefined;
    const id = randomText().slice(0, 22);
    this.#all.set(id, { id, request, preview, askedBy, at: this.#now() });
    this.#onChange();
    return id;
  }

  get(id: string): Pending | undefined {
    this.#forgetOld();
    return this.#all.get(id);
  }

  /** It is decided: nobody decides it again. */
  take(id: string): void {
    this.#all.delete(id);
    this.#onChange();
  }

  /** `by`: who is looking, and whether they may do such things at all. */
  list(by: string, isAllowed: boolean): readonly Approval[] {
    this.#forgetOld();
    return [...this.#all.values()].map(({ id, request, preview, askedBy, at }) => ({
      id,
      action: request.action,
      objects: request.objects,
      preview: preview.rows,
      asked_by: askedBy,
      asked_at: iso(at),
      until: iso(at + LASTS),
      may_decide: isAllowed && askedBy !== by,
    }));
  }

  #forgetOld(): void {
    const from = this.#now() - LASTS;
    for (const [id, pending] of this.#all) {
      if (pending.at >= from) continue;
      this.#all.delete(id);
      this.#onLapse(pending);
    }
  }
}
