import { resolve } from 'node:path';
import type { Loaded } from '../../language/load.ts';
import type { Pack } from '../../language/model.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { Vocabulary } from '../../language/basics/vocabulary.ts';
import { checkMock } from '../../mock/check/check-mock.ts';
import type { Catalog, Definition } from '../packs/catalog.ts';
import { hasMock, mockFileOf } from './find-mock.ts';

export interface CheckedMocks {
  /** Complete paths of those that were checked. */
  readonly mocks: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** Names of all options that a run of one of its feeds, or one of its actions, may be given. */
const optionsOf = ({ connection, feeds, actions }: Pack): ReadonlySet<string> =>
  new Set(
    [
      ...(connection?.userFields ?? []),
      ...[...feeds.values()].flatMap(({ userFields }) => userFields),
      ...[...actions.values()].flatMap(({ userFields, options }) => [...userFields, ...options]),
    ].map(({ name }) => name),
  );

/** Checks the mocks of packs that have been loaded. */
export const checkMocksOf = (packs: readonly (readonly [Definition, Loaded])[], vocabulary: Vocabulary): CheckedMocks => {
  const found = new Map<string, Pack | undefined>();
  for (const [definition, { pack }] of packs) {
    const name = pack?.name ?? definition.name;
    if (name !== '' && hasMock(name, definition.root)) found.set(mockFileOf(name, definition.root), pack);
  }
  const findings = [...found].flatMap(([file, pack]) => checkMock(file, vocabulary, pack && optionsOf(pack)));
  return { mocks: [...found.keys()], findings };
};

/** Checks mocks that are named by their files, each against its pack where the catalog has that. */
export const checkMockFiles = (files: readonly string[], catalog: Catalog): CheckedMocks => {
  const owners = new Map(catalog.definitions.map((one) => [resolve(mockFileOf(one.name, one.root)), one]));
  const findings = files.flatMap((file) => {
    const owner = owners.get(file);
    const pack = owner === undefined ? undefined : catalog.load(owner).pack;
    return checkMock(file, catalog.vocabulary, pack && optionsOf(pack));
  });
  return { mocks: files, findings };
};
