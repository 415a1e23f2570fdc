import type { Core } from '../core.ts';
import { TaskError } from '../pool/task-error.ts';
import { watchProject } from './watch-project.ts';

/** Takes over definitions and configuration as they are saved, one look after the other. */
export class Reloading {
  readonly #core: Core;
  readonly #tell: (message: string, error: { readonly code: string; readonly message: string }) => void;
  #unwatch = (): void => undefined;
  #isLooking = false;
  #isDue = false;

  constructor(core: Core) {
    this.#core = core;
    this.#tell = core.options.telling.trouble;
    this.#watch();
  }

  /** Looks at what lies there now. */
  look(): void {
    this.#isDue = true;
    if (!this.#isLooking) void this.#look();
  }

  end(): void {
    this.#unwatch();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    while (this.#isDue && !this.#core.isEnding) {
      this.#isDue = false;
      // What is saved from here on is told: it may come too late for this look.
      this.#watch();
      try {
        const before = this.#places;
        await this.#core.reload();
        this.#lookElsewhere(before);
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
        if (!this.#core.isEnding)
          this.#tell('Definitions and configuration could not be looked at: they stay as they were', error);
      }
    }
    this.#isLooking = false;
  }

  /** The folders may be others now, in which something may have been saved meanwhile. */
  #lookElsewhere(before: string): void {
    if (this.#core.isEnding || this.#places === before) return;
    this.#isDue = true;
  }

  get #places(): string {
    const { folders, file } = this.#core.project.current;
    return JSON.stringify([folders, file]);
  }

  #watch(): void {
    const { folders, file } = this.#core.project.current;
    // A folder that went and came again is another one: all are opened anew, before the old ones are let go.
    const unwatch = this.#unwatch;
    this.#unwatch = watchProject(
      { folders, file },
      () => this.look(),
      (path) => this.#tell(`${path} can't be watched: send SIGHUP once something in it has changed`, UNWATCHED),
    );
    unwatch();
  }
}

const UNWATCHED = { code: 'serve.unwatched', message: 'The system does not tell of changes there.' };
