import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Place } from '../basics/place.ts';
import type { RawSample } from '../endpoint/sample-shapes.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { staysUnder } from '../plain-file.ts';
import { itemsOf, placeOfValue, type Container } from '../yaml/positions.ts';

/** A file with an answer of the vendor, or with a schema of one. */
export interface Sample {
  /** As it is written: by its path under the folder. */
  readonly file: string;
  readonly folder: string;
  /** Undefined: the body of an answer as it is wanted. */
  readonly status: readonly number[] | undefined;
  readonly place: Place;
}

/** Fixtures lie beside the folder of the definitions; undefined for a pack without a name. */
export const fixturesFolder = (root: string, pack: string): string | undefined =>
  pack === '' ? undefined : join(dirname(root), 'fixtures', pack);

/** Where the samples of a connection lie: beside those of its pack, or by its own folder where it has a file of its own. */
export const connectionSamples = (
  pack: { readonly file: string; readonly name: string },
  file: string,
  root: string,
): string | undefined =>
  file === pack.file ? fixturesFolder(root, pack.name) : join(dirname(root), 'fixtures', relative(root, dirname(file)));

export const samplesOf = (
  raw: readonly RawSample[] | undefined,
  folder: string | undefined,
  context: Context,
): readonly Sample[] =>
  (raw === undefined ? [] : itemsOf(raw)).flatMap(([index, one]) =>
    typeof one === 'string'
      ? sampleOf(raw as readonly RawSample[], index, folder, context)
      : sampleOf(one as unknown as RawMap, 'file', folder, context).map((sample) => ({
          ...sample,
          status: [one.status].flat() as number[],
        })),
  );

export const schemaOf = (raw: RawMap, folder: string | undefined, context: Context): Sample | undefined =>
  raw['schema'] === undefined ? undefined : sampleOf(raw, 'schema', folder, context, 'schema')[0];

/** None where there is no name, of the file or the pack, which has been reported. Of a folder of fixtures that isn't there something is said once. */
const sampleOf = (
  container: Container,
  key: string | number,
  folder: string | undefined,
  { files, findings }: Context,
  kind: 'sample' | 'schema' = 'sample',
): readonly Sample[] => {
  const file = (container as Readonly<Record<string | number, unknown>>)[key];
  if (typeof file !== 'string' || folder === undefined) return [];
  const place = placeOfValue(container, key);
  const sample: Sample = { file, folder, status: undefined, place };
  if (basename(files.root) !== 'definitions') return [sample];
  const target = resolve(folder, file);
  const shown = `${relative(dirname(files.root), folder).replaceAll(sep, '/')}/`;
  if (!target.startsWith(folder + sep) || !staysUnder(folder, target))
    findings.error(
      'file.outside',
      place,
      `The ${kind} \`${file.slice(0, 80)}\` lies outside \`${shown}\`.`,
      'Name it by its path under that folder.',
    );
  else if (existsSync(folder) && !existsSync(target))
    findings.error(
      'file.unknown-sample',
      place,
      `There is no ${kind} \`${file}\` under \`${shown}\`.`,
      'Check the name, or add the file.',
    );
  return [sample];
};
