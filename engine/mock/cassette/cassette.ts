import type { Place } from '../../language/basics/place.ts';
import type { RawCassette, RawExchange } from './cassette-shape.ts';

/** What was recorded, checked; bodies are read when they are asked for. */
export interface Cassette {
  /** `cassette.yaml`. */
  readonly file: string;
  /** Holds the bodies: nothing outside of it is served. */
  readonly folder: string;
  readonly feed: string;
  /** Where the run's clock stood, ms since 1970. */
  readonly clock: number | undefined;
  /** Where the run started, ms since 1970. */
  readonly since: number | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  readonly exchanges: readonly Exchange[];
  readonly raw: RawCassette;
}

export interface Exchange {
  readonly raw: RawExchange;
  readonly place: Place;
  /** Complete path of the body; undefined: there is none. */
  readonly path: string | undefined;
}

/** What stands for a secret where a recording is played: nothing in it is written otherwise than it is. */
export const standIn = (name: string): string => `secret-${name}`;
