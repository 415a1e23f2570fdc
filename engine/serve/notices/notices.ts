import { iso } from '../../language/basics/instant.ts';
import type { Clock } from '../clock.ts';
import type { Changed, Told } from '../health/health-watch.ts';
import type { Pool } from '../pool/pool.ts';
import { ENDING, TaskError } from '../pool/task-error.ts';
import type { KeptNotices } from './kept-notices.ts';

/** A webhook that does not take a notice is asked again after so long, ms; each further time twice as late. */
const WAIT = 30_000;
const MOST_WAITS = 8;
/** What nobody took for so long is old, ms. */
const OLD = 86_400_000;

export interface NoticesParts {
  readonly kept: KeptNotices;
  readonly clock: Clock;
  readonly pool: Pool;
  /** The webhooks that there are. */
  readonly webhooks: () => readonly string[];
  /** False: another server tells. */
  readonly tells: () => boolean;
  readonly onTold: (changed: Changed) => void;
  readonly onFailure: (webhook: string, error: TaskError) => void;
}

/** Tells webhooks of changes of health: each change once, in their order, kept until it is taken. */
export class Notices implements Told {
  readonly #parts: NoticesParts;
  readonly #underWay = new Set<string>();
  readonly #failures = new Map<string, number>();
  /** Takes back what is to be tried again, by webhook. */
  readonly #takeBack = new Map<string, () => void>();
  #isEnding = false;

  constructor(parts: NoticesParts) {
    this.#parts = parts;
  }

  readonly states = (): Promise<ReadonlyMap<string, string>> => this.#parts.kept.told();

  readonly tell = async (changed: Changed): Promise<void> => {
    const { kept, clock, webhooks, onTold } = this.#parts;
    const { name, before, health } = changed;
    const body = JSON.stringify({ kind: 'health', feed: name, before: before ?? null, at: iso(clock.now()), ...health });
    // A feed that is well when it is first met is no news.
    const isNews = before !== undefined || health.acts;
    const notice = { webhooks: isNews ? webhooks() : [], body, at: clock.now() };
    if (!(await kept.keep({ name, before, state: health.state }, notice))) return;
    onTold(changed);
    this.send();
  };

  /** Sends what waits. */
  send(): void {
    for (const webhook of this.#parts.webhooks()) void this.#send(webhook);
  }

  /** What nobody has taken yet stays kept, and goes out after the next start. */
  end(): void {
    this.#isEnding = true;
    for (const takeBack of this.#takeBack.values()) takeBack();
  }

  async #send(webhook: string): Promise<void> {
    const { kept, clock, pool, tells } = this.#parts;
    if (this.#isEnding || this.#underWay.has(webhook) || !tells()) return;
    this.#underWay.add(webhook);
    try {
      for (;;) {
        const next = await kept.next(webhook, clock.now() - OLD);
        if (next === undefined || !tells()) break;
        await pool.ask('notify', { name: webhook, body: next.body });
        await kept.taken(next.id);
        this.#failures.delete(webhook);
      }
      this.#underWay.delete(webhook);
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      this.#failed(webhook, error);
    }
  }

  #failed(webhook: string, error: TaskError): void {
    if (this.#isEnding || error.code === ENDING) return;
    const { clock, onFailure } = this.#parts;
    const failures = Math.min((this.#failures.get(webhook) ?? 0) + 1, MOST_WAITS);
    this.#failures.set(webhook, failures);
    onFailure(webhook, error);
    const takeBack = clock.at(clock.now() + WAIT * 2 ** (failures - 1), () => {
      this.#underWay.delete(webhook);
      void this.#send(webhook);
    });
    this.#takeBack.set(webhook, takeBack);
  }
}
