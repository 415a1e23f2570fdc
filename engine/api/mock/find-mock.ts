import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { readMock } from '../../mock/definition/read-mock.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';

/** Fixtures lie beside the definitions: `fixtures/<pack>/mock.yaml`. */
export const mockFileOf = (name: string, root: string): string => join(dirname(root), 'fixtures', name, 'mock.yaml');

export const hasMock = (name: string, root: string): boolean => existsSync(mockFileOf(name, root));

export const findMock = (world: World, name: string, root: string): MockDefinition => {
  const file = mockFileOf(name, root);
  if (existsSync(file)) return readMock(file);
  throw new UsageError('usage.no-mock', `The pack "${name}" has no mock: there is no file ${shownPath(world, file)}.`, {
    hint: 'Write one that answers with samples; `feedwright new SAMPLE` makes one beside its definition.',
  });
};

/** Where the mock's clock stands, ms since epoch; one without samples of a time goes with the real one. */
export const mockClock = ({ clock }: MockDefinition, realNow: number): number => clock ?? realNow;

/** Where a run over a mock goes on: its clock stands still, so a run that would have nothing left starts over. */
export const mockCheckpoint = (known: number | undefined, end: number): number | undefined =>
  known !== undefined && known >= end ? undefined : known;
