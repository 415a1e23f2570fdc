import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Context } from '../reading/context.ts';
import { staysUnder } from '../plain-file.ts';
import { itemsOf, placeOfValue } from '../yaml/positions.ts';

/** Samples lie under `fixtures/<pack>/` beside the folder of the definitions; without that folder nothing is said. */
export const checkSamples = (samples: readonly string[] | undefined, pack: string, { files, findings }: Context): void => {
  // Without a name it is not known where they lie.
  if (samples === undefined || pack === '' || basename(files.root) !== 'definitions') return;
  const folder = join(dirname(files.root), 'fixtures', pack);
  for (const [index, sample] of itemsOf(samples)) {
    const target = resolve(folder, sample);
    if (!target.startsWith(folder + sep) || !staysUnder(folder, target)) {
      findings.error(
        'file.outside',
        placeOfValue(samples, index),
        `The sample \`${sample.slice(0, 80)}\` lies outside \`fixtures/${pack}/\`.`,
        'Name it by its path under that folder.',
      );
    } else if (existsSync(folder) && !existsSync(target)) {
      findings.error(
        'file.unknown-sample',
        placeOfValue(samples, index),
        `There is no sample \`${sample}\` under \`fixtures/${pack}/\`.`,
        'Check the name, or add the file.',
      );
    }
  }
};
