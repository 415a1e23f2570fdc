// Misspells every name of the vendor's in every path of the shipped definitions, one at a time (a letter more, a letter less, other
// case), and prints how many of them `validate` finds at their line and column; then the same of expressions that go through made-up
// data in every way that JSONata has (`test/inference/corpus`):
//   npm run mutate [-- --definitions FOLDER] [--missed]
// `--missed` lists what was not found. Exit code 1 with less than 98 % of those whose body a sample shows, or with more than 1 % of
// all without a sample.
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { planMutations, tryMutation, type Outcome } from './mutate/mutations.ts';

const { values } = parseArgs({ options: { definitions: { type: 'string' }, missed: { type: 'boolean' } } });
const folder = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const share = (part: number, of: number): string => `${part} of ${of} (${of === 0 ? '–' : ((100 * part) / of).toFixed(1)} %)`;

/** Gives whether enough is found. */
const mutate = async (root: string): Promise<boolean> => {
  const planned = await planMutations(root);
  const outcomes: Outcome[] = [];
  for (const mutation of planned.mutations) outcomes.push(await tryMutation(mutation, planned));
  const sampled = outcomes.filter((one) => one.sampled);
  const collisions = sampled.filter(({ is }) => is === 'collision');
  const found = sampled.filter(({ is }) => is === 'found');
  const counted = sampled.length - collisions.length;
  if (values.missed === true)
    for (const { is, place, name, written, sampled: hasSample } of outcomes)
      if (is === 'missed')
        say(`${place.file}:${place.line}:${place.column}: ${name} → ${written}${hasSample ? '' : ' (no sample)'}`);
  say(`found at line and column, where a sample has the body: ${share(found.length, counted)}`);
  say(`the misspelt name is another real one: ${collisions.length}`);
  const unsampled = outcomes.length - sampled.length;
  say(`without a sample of the body: ${share(unsampled, outcomes.length)}`);
  say(`endpoints without samples that show their records: ${planned.unsampled.length}`);
  say(`names in paths of the engine's own variables, which other checks find: ${planned.others}`);
  return found.length >= 0.98 * counted && unsampled <= 0.01 * outcomes.length;
};

const isEnough = await mutate(values.definitions === undefined ? folder('definitions') : resolve(values.definitions));
if (values.definitions === undefined) say('\nmade-up expressions of every form:');
const isAll = values.definitions !== undefined || (await mutate(folder('test/inference/corpus/definitions')));
process.exitCode = isEnough && isAll ? 0 : 1;
