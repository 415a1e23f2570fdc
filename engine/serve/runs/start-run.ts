/** How a run is handed out: to a process of this server, or to whoever takes it elsewhere. */
import type { Start } from '../schedule/decide.ts';
import type { ProjectInstance } from '../tasks/load-project.ts';

export interface RunOrder {
  readonly instance: ProjectInstance;
  readonly start: Start;
  /** Those who asked for it. */
  readonly wishes: readonly { readonly job: string }[];
  /** What comes is sealed, and waits for somebody to look at it. */
  readonly hold: boolean;
}

export interface Ended {
  /**
   * `ran`: to an end, good or bad; `held`: something else holds the instance; `fell`: its process died; `left`: the server is ending,
   * and it goes on the next time.
   */
  readonly how: 'ran' | 'held' | 'fell' | 'left';
  /** False: it was over a range of its own, and the turns are still to come. */
  readonly serves?: boolean;
  /** Who asked for more than one run can do at once: another begins right behind it. */
  readonly again?: readonly { readonly job: string }[];
}

/** Never rejects. */
export type StartRun = (order: RunOrder) => Promise<Ended>;
