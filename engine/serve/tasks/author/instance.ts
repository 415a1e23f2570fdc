import { relative } from 'node:path';
import { UsageError } from '../../../language/basics/errors.ts';
import { changedLines, maskedText } from '../../../api/config/edit/changed-lines.ts';
import { planInstance, writeInstance, type AskedInstance } from '../../../api/config/edit/plan-instance.ts';
import { readConfig } from '../../../api/config/read-config.ts';
import { openCatalog } from '../../../api/packs/catalog.ts';
import { shownPath } from '../../../api/wording/shown-path.ts';
import type { InstancePreview } from '../../contract/definitions.ts';
import type { Common, TaskWorld } from '../task.ts';

type Input = Common & AskedInstance;

/** Names of options that are secrets, of all packs: a line of the configuration may hold those of others. */
const secretNames = (world: TaskWorld, { places }: Common): ReadonlySet<string> => {
  const catalog = openCatalog(world, places, readConfig(world.cwd, places.config));
  const packs = catalog.definitions.flatMap((one) => catalog.load(one).pack ?? []);
  const fields = packs.flatMap(({ feeds, actions }) => [...feeds.values(), ...actions.values()].flatMap((one) => one.userFields));
  return new Set(fields.filter(({ type }) => type === 'secret').map(({ name }) => name));
};

/** What saving an instance would write; nothing that is secret stands in it. The configuration is the one on the disk. */
export const previewInstance = (world: TaskWorld, input: Input): InstancePreview => {
  const { file, isNew, before, after, secrets, digest } = planInstance(world, input.places, input);
  const names = secretNames(world, input);
  return {
    file: shownPath(world, file),
    is_new: isNew,
    lines: changedLines(maskedText(before, names), maskedText(after, names)),
    secrets: secrets.map(({ option, path }) => ({ option, file: relative(world.cwd, path) })),
    digest,
  };
};

/** Writes what was shown, where that is still what would be written. */
export const saveInstance = (world: TaskWorld, input: Input & { readonly digest: string }): { readonly done: true } => {
  const plan = planInstance(world, input.places, input);
  if (plan.digest !== input.digest)
    throw new UsageError('config.changed', 'What would be written is no longer what was shown.', {
      hint: 'Look at it once more.',
    });
  writeInstance(plan);
  return { done: true };
};
