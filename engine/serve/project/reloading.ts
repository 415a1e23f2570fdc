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
      try {
        await this.#core.reload();
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
        if (!this.#core.isEnding)
          this.#tell('Definitions and configuration could not be looked at: they stay as they were', error);
      }
    }
    this.#isLooking = false;
    // The folders may be others now.
    if (!this.#core.isEnding) this.#watch();
  }

  #watch(): void {
    const { folders, file } = this.#core.project.current;
    this.#unwatch();
    this.#unwatch = watchProject(
      { folders, file },
      () => this.look(),
      (path) => this.#tell(`${path} can't be watched: send SIGHUP once something in it has changed`, UNWATCHED),
    );
  }
}

const UNWATCHED = { code: 'serve.unwatched', message: 'The system does not tell of changes there.' };
