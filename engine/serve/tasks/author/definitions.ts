import { basename } from 'node:path';
import type { Pack, UserField } from '../../../language/model.ts';
import { withUnsaved } from '../../../language/unsaved.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import { readConfig } from '../../../api/config/read-config.ts';
import { openCatalog, type Definition } from '../../../api/packs/catalog.ts';
import { shortSource } from '../../../api/packs/named.ts';
import { definitionText, resolvedText } from '../../../api/packs/show-definition.ts';
import { validateDefinitions } from '../../../api/packs/validate.ts';
import { shownPath } from '../../../api/wording/shown-path.ts';
import type { DefinitionView, FieldView, FormView, Validation } from '../../contract/definitions.ts';
import type { Finding } from '../../contract/session.ts';
import { findingOf } from '../findings.ts';
import type { Common, TaskWorld } from '../task.ts';

/** What an author looks at is on the disk: nothing here takes the texts that are run. */
export const definitionOf = (world: TaskWorld, { places }: Common, name: string): Definition => {
  const found = openCatalog(world, places, readConfig(world.cwd, places.config)).definitions.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new UsageError('usage.unknown-pack', `There is no pack "${name.slice(0, 64)}".`);
};

/** `known`: options that the configuration sets for the whole pack. */
const fieldOf = (world: TaskWorld, field: UserField, known: ReadonlySet<string>): FieldView => ({
  name: field.name,
  label: field.label,
  help: field.help ?? null,
  type: field.type,
  required: field.required && !known.has(field.name),
  required_when: field.requiredWhen === undefined ? null : shortSource(field.requiredWhen),
  advanced: field.advanced,
  default: field.default ?? null,
  max_length: 'maxLength' in field ? (field.maxLength ?? null) : null,
  pattern: 'pattern' in field ? (field.pattern ?? null) : null,
  minimum: 'minimum' in field ? (field.minimum ?? null) : null,
  maximum: 'maximum' in field ? (field.maximum ?? null) : null,
  integer: 'integer' in field && field.integer === true,
  choices: 'choices' in field ? field.choices : [],
  place: { ...field.place, file: shownPath(world, field.place.file) },
});

export const formOf = (world: TaskWorld, fields: readonly UserField[], known: ReadonlySet<string> = new Set()): FormView => ({
  fields: fields.map((field) => fieldOf(world, field, known)),
});

const formsOf = (world: TaskWorld, { places }: Common, { name, feeds, actions }: Pack): DefinitionView['forms'] => {
  const known = new Set(readConfig(world.cwd, places.config).packs.get(name)?.set.keys());
  return Object.fromEntries([
    ...[...feeds.values()].map((feed) => [`${name}/${feed.name}`, formOf(world, feed.userFields, known)] as const),
    ...[...actions.values()].map(
      (action) => [`${name}/${action.name}`, formOf(world, [...action.userFields, ...action.options], known)] as const,
    ),
  ]);
};

const checked = async (world: TaskWorld, { places }: Common, file: string): Promise<readonly Finding[]> =>
  (await validateDefinitions(world, places, [file])).findings.map(findingOf(world));

/** What of a definition the list of them does not have. */
export type DefinitionParts = Pick<DefinitionView, 'source' | 'findings' | 'forms' | 'resolved'>;

const resolvedOf = (world: TaskWorld, { places }: Common, file: string): string | null =>
  resolvedText(world, places, file)?.text(({ file: of, line }) => `${basename(of)}:${line}`) ?? null;

export const definition = async (world: TaskWorld, input: Common & { readonly pack: string }): Promise<DefinitionParts> => {
  const found = definitionOf(world, input, input.pack);
  const { pack } = openCatalog(world, input.places).load(found);
  return {
    source: definitionText(world, input.places, found.file),
    findings: await checked(world, input, found.file),
    forms: pack === undefined ? {} : formsOf(world, input, pack),
    resolved: pack === undefined ? null : resolvedOf(world, input, found.file),
  };
};

/** The findings of a text that is not saved. */
export const validateText = (
  world: TaskWorld,
  input: Common & { readonly pack: string; readonly text: string },
): Promise<Validation> => {
  const { file } = definitionOf(world, input, input.pack);
  return withUnsaved(new Map([[file, input.text]]), async () => ({ findings: await checked(world, input, file) }));
};
