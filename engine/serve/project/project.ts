import type { Pool, Surroundings } from '../pool/pool.ts';
import type { LastGood, Project } from '../tasks/load-project.ts';
import type { Frozen, Places } from '../tasks/task.ts';

/** Definitions and configuration as they are run: what has mistakes stays as it was when it had none. */
export class HeldProject {
  readonly #places: Places;
  readonly #now: () => number;
  #project: Project | undefined;
  #texts: Frozen = {};
  #generation = 0;
  #loadedAt = 0;
  #loading: Promise<unknown> = Promise.resolve();

  constructor(places: Places, now: () => number) {
    this.#places = places;
    this.#now = now;
  }

  get current(): Project {
    if (this.#project === undefined) throw new Error('nothing is loaded yet');
    return this.#project;
  }

  get loadedAt(): number {
    return this.#loadedAt;
  }

  /** What tasks are given. Once there was no configuration, one that appears counts from the next reload on. */
  readonly surroundings = (): Surroundings => {
    const config = this.#project !== undefined && this.#project.file === null ? false : this.#places.config;
    return { places: { ...this.#places, config }, generation: this.#generation, texts: this.#texts };
  };

  /** Looks at the disk. Rejects where the configuration has mistakes and was never right. */
  load(pool: Pool): Promise<Project> {
    const loading = this.#loading.then(() => this.#load(pool));
    this.#loading = loading.catch(() => undefined);
    return loading;
  }

  async #load(pool: Pool): Promise<Project> {
    const last: LastGood = this.#project?.good ?? { config: {}, packs: {} };
    const project = await pool.ask('loadProject', { last, onDisk: this.#places });
    this.#project = project;
    this.#texts = Object.assign({}, project.good.config, ...Object.values(project.good.packs)) as Frozen;
    this.#generation += 1;
    this.#loadedAt = this.#now();
    return project;
  }
}
