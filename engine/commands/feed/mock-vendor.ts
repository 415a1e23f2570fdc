import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../language/errors.ts';
import type { MockDefinition } from '../../mock/mock-definition.ts';
import { readMock } from '../../mock/read-mock.ts';
import { shownPath } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

/** Fixtures lie beside the definitions: `fixtures/<pack>/mock.yaml`. */
export const findMock = (io: Io, name: string, root: string): MockDefinition => {
  const file = join(dirname(root), 'fixtures', name, 'mock.yaml');
  if (existsSync(file)) return readMock(file);
  throw new UsageError('usage.no-mock', `The pack "${name}" has no mock: there is no file ${shownPath(io, file)}.`);
};

export interface MockRange {
  /** ms since epoch; where the vendor's clock stands. */
  readonly now: number;
  readonly since: number | undefined;
}

/** A mock's clock stands still at `--until`, else where its samples end; a run over it reads all of them each time. */
export const mockRange = (
  definition: MockDefinition,
  given: { readonly since: number | undefined; readonly until: number | undefined },
  realNow: number,
): MockRange => {
  const now = given.until ?? definition.clock ?? realNow;
  const usual = definition.since !== undefined && definition.since < now ? definition.since : undefined;
  return { now, since: given.since ?? usual };
};

/** Where a run over a mock goes on: its clock stands still, so a run that would have nothing left starts over. */
export const mockCheckpoint = (known: number | undefined, end: number): number | undefined =>
  known !== undefined && known >= end ? undefined : known;
