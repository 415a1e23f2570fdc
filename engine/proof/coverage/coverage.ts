import type { AskedPlaces } from '../../api/asked.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { type Definition, openCatalog } from '../../api/packs/catalog.ts';
import type { World } from '../../api/world.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { Hits } from './hits.ts';
import { type Count, COUNTED, type DefinitionCoverage, measure, type Measured, measurePack, percentOf } from './measure.ts';

/** What cases have taken of the definitions that are named or that they are about, or of all; a wrong definition counts 0. */
export const coverageOf = (
  world: World,
  places: AskedPlaces,
  names: readonly string[],
  hits: Hits,
): readonly DefinitionCoverage[] => {
  const catalog = openCatalog(world, places, readConfig(world.cwd, places.config));
  const known = new Set(catalog.definitions.map(({ file }) => file));
  const named = catalog.definitions.filter(
    ({ name, file }) => names.length === 0 || names.includes(name) || hits[file] !== undefined,
  );
  // A case may be about a definition by its path.
  const others = Object.keys(hits).flatMap((file) => (known.has(file) ? [] : [catalog.at(file)]));
  return [...named, ...others].map((one) => {
    const { pack } = catalog.load(one);
    return pack === undefined ? unread(one) : measurePack(pack, one.file, hits);
  });
};

const unread = ({ name, file }: Definition): DefinitionCoverage => ({
  pack: name,
  file,
  state: 'wrong',
  ...measure([], () => false),
  parts: [],
  uncovered: [],
});

/** How much is lacking of so many percent of the branches; undefined: nothing. */
export const shortOf = (one: DefinitionCoverage, threshold: number): number | undefined => {
  const percent = percentOf(one);
  return percent < threshold ? threshold - percent : undefined;
};

const counts = (measured: Measured): Readonly<Record<string, Count>> =>
  Object.fromEntries(COUNTED.map((name) => [name, measured[name]]));

/** For machines. */
export const coverageAsJson = (
  all: readonly DefinitionCoverage[],
  threshold: number | undefined,
  shown: (path: string) => string,
): object => ({
  definitions: all.map((one) => ({
    pack: one.pack,
    file: shown(one.file),
    state: one.state,
    percent: Number(percentOf(one).toFixed(2)),
    ...counts(one),
    parts: one.parts.map(({ name, ...part }) => ({ name, ...counts(part) })),
    uncovered: one.uncovered.map(({ kind, place, lacks, excerpt }) => ({
      kind,
      place: formatPlace({ ...place, file: shown(place.file) }),
      what: lacks,
      source: excerpt,
    })),
  })),
  threshold: threshold ?? null,
  below: threshold === undefined ? [] : all.filter((one) => shortOf(one, threshold) !== undefined).map(({ pack }) => pack),
});
