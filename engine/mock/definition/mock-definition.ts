/** The clock and the options a mock brings along, and what its routes are made of; checked, not yet compiled. */
import type { Cassette } from '../cassette/cassette.ts';
import type { RawMock } from './mock-shape.ts';

export interface MockDefinition {
  readonly file: string;
  /** Holds the fixtures: nothing outside of it is served. */
  readonly folder: string;
  readonly title: string | undefined;
  /** The vendor's own time, ms since 1970; undefined: the real one. */
  readonly clock: number | undefined;
  /** Where a run against the mock starts, ms since 1970. */
  readonly since: number | undefined;
  readonly user: Readonly<Record<string, unknown>>;
  /** The first is the usual one; none: there is but one form. */
  readonly variants: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly raw: RawMock;
  /** Recorded exchanges that answer in the place of the routes. */
  readonly cassette?: Cassette | undefined;
}
