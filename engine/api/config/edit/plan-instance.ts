/** An instance as a form has it, brought into the configuration: what would be written, and its writing. */
import { hash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../../../language/basics/errors.ts';
import type { UserField } from '../../../language/model.ts';
import { resolveFeed } from '../../../language/resolve.ts';
import { withUnsaved } from '../../../language/unsaved.ts';
import { readOptions } from '../../../language/user-field/option-values.ts';
import type { AskedPlaces } from '../../asked.ts';
import { ReplacedFile } from '../../outputs/files/replaced-file.ts';
import { openCatalog } from '../../packs/catalog.ts';
import type { World } from '../../world.ts';
import { configFindings } from '../check-config.ts';
import type { Config } from '../config.ts';
import { configText, readConfig } from '../read-config.ts';
import { putIn, type PlainValue } from './put-in.ts';

export interface AskedInstance {
  /** `pack/feed`. */
  readonly feed: string;
  readonly name: string;
  /** Options by name. Those of an instance that is there and are left out stay as they are. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface InstancePlan {
  /** The configuration, by its complete path. */
  readonly file: string;
  readonly isNew: boolean;
  readonly before: string;
  readonly after: string;
  readonly secrets: readonly SecretFile[];
  /** Of all that would be written, and of what it takes the place of. */
  readonly digest: string;
}

interface SecretFile {
  readonly option: string;
  readonly path: string;
  readonly text: string;
}

const FILE = 'feedwright.yaml';
/** Beside the configuration: a file for each secret. */
const FOLDER = 'secrets';

const reference = (name: string, option: string): string => `\${file:./${FOLDER}/${name}.${option}}`;

const fieldsOf = (world: World, places: AskedPlaces, config: Config, { feed }: AskedInstance): readonly UserField[] => {
  const catalog = openCatalog(world, places, config);
  return resolveFeed(feed, catalog.rootFor(feed), catalog.vocabulary).feed.userFields;
};

/** What the definition says by itself need not stand in the configuration of a new instance. */
const isUsual = (field: UserField | undefined, value: unknown): boolean =>
  isDeepStrictEqual(field?.default ?? null, value) || value === '' || value === undefined;

const mustFit = (fields: readonly UserField[], secrets: readonly SecretFile[]): void => {
  const wanted = fields.filter(({ name }) => secrets.some(({ option }) => option === name));
  const given = Object.fromEntries(secrets.map(({ option, text }) => [option, { value: text, from: 'the form' }]));
  const { diagnostics } = readOptions(wanted, given, '');
  if (diagnostics.length > 0)
    throw new UsageError('config.invalid', 'A secret is not as its option says.', { diagnostics: [...diagnostics] });
};

/** The configuration as it would be has to be right as a whole. */
const mustBeRight = (world: World, places: AskedPlaces, file: string, after: string): void =>
  withUnsaved(new Map([[file, after]]), () => {
    const config = readConfig(world.cwd, places.config);
    const found = configFindings(config, openCatalog(world, places, config)).filter(({ severity }) => severity === 'error');
    if (found.length > 0)
      throw new UsageError('config.invalid', 'With this the configuration would have a mistake.', { diagnostics: found });
  });

/** What saving it would write. Throws UsageError with the findings where it is not right. */
export const planInstance = (world: World, places: AskedPlaces, asked: AskedInstance): InstancePlan => {
  if (places.config === false) throw new UsageError('usage.no-config', 'There is no configuration to save it in.');
  const file = resolve(world.cwd, places.config ?? FILE);
  const before = configText(world.cwd, places.config)[file] ?? '';
  const config = readConfig(world.cwd, places.config);
  const known = config.instances.get(asked.name);
  if (known !== undefined && known.feed !== asked.feed)
    throw new UsageError('usage.other-feed', `The instance ${asked.name} is one of the feed ${known.feed}.`, {
      hint: 'Give another name.',
    });
  const fields = new Map(fieldsOf(world, places, config, asked).map((field) => [field.name, field]));
  const given = Object.entries(asked.values).filter(([name, value]) => known !== undefined || !isUsual(fields.get(name), value));
  const secrets = given.flatMap(([option, value]): readonly SecretFile[] =>
    fields.get(option)?.type !== 'secret' || value === ''
      ? []
      : [{ option, path: join(dirname(file), FOLDER, `${asked.name}.${option}`), text: String(value) }],
  );
  mustFit([...fields.values()], secrets);
  const isSecret = new Set(secrets.map(({ option }) => option));
  const set = given.flatMap(([name, value]): readonly (readonly [string, PlainValue])[] => {
    if (isSecret.has(name)) return [[name, reference(asked.name, name)]];
    return fields.get(name)?.type === 'secret' ? [] : [[name, literal(value as PlainValue)]];
  });
  const after = written(before, asked, set, known === undefined);
  mustBeRight(world, places, file, after);
  const digest = hash('sha256', JSON.stringify([before, after, secrets]));
  return { file, isNew: known === undefined, before, after, secrets, digest };
};

/** Nothing that somebody fills in is a reference to a file or a variable of the server. */
const literal = (value: PlainValue): PlainValue => {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  return Array.isArray(value) ? value.map(literal) : value;
};

const written = (
  before: string,
  { name, feed }: AskedInstance,
  set: readonly (readonly [string, PlainValue])[],
  isNew: boolean,
): string => {
  if (!isNew) return set.reduce((text, [option, value]) => putIn(text, ['instances', name, 'set', option], value), before);
  return putIn(before, ['instances', name], { feed, ...(set.length === 0 ? {} : { set: Object.fromEntries(set) }) });
};

const write = (path: string, text: string): void => {
  const file = new ReplacedFile(path);
  file.write(text);
  file.settle();
};

/** Secrets first: a crash between leaves one that nothing names, and never a name for which there is none. */
export const writeInstance = ({ file, before, after, secrets }: InstancePlan): void => {
  for (const { path, text } of secrets) {
    write(path, text);
    const ignored = join(dirname(path), '.gitignore');
    if (!existsSync(ignored)) write(ignored, '*\n');
  }
  if (before === after) return;
  // A link stays one, and who may read the file may still.
  const real = existsSync(file) ? realpathSync(file) : file;
  const mode = statSync(real, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && readFileSync(real, 'utf8').replace(/^\uFEFF/, '') !== before)
    throw new UsageError('config.changed', 'The configuration was changed by somebody else just now.', {
      hint: 'Look at it anew.',
    });
  write(real, after);
  if (mode !== undefined) chmodSync(real, mode & 0o777);
};
