import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const FOLDER = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

const licenceOf = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
};

/** The licences of the packages that these modules are of: whoever passes the bundle on has to pass them on too. */
export const licences = (moduleIds) => {
  const folders = new Set(moduleIds.flatMap((id) => FOLDER.exec(id)?.[1] ?? []));
  const sorted = [...folders].toSorted((a, b) => (a.split(sep).at(-1) < b.split(sep).at(-1) ? -1 : 1));
  return `The compiled files hold parts of these packages.\n\n${sorted.map(licenceOf).join(`\n${'-'.repeat(80)}\n\n`)}`;
};
