import { dirname, resolve } from 'node:path';
import { formatDuration, parseDuration } from '../../language/basics/duration.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { readPlain } from '../../language/basics/shape.ts';
import { expectedOf } from '../../language/feed/health.ts';
import { Findings } from '../../language/basics/findings.ts';
import { isDangling, readPlain as readFile, whyUnreadable } from '../../language/plain-file.ts';
import { SourceFile } from '../../language/source-file.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { isMap } from '../../language/validate/accepts.ts';
import { checkShape } from '../../language/validate/check-shape.ts';
import { rootPosition } from '../../language/validate/position.ts';
import { parseYaml } from '../../language/yaml/parse.ts';
import { entriesOf, keepSpelling, placeOfKey, placeOfValue } from '../../language/yaml/positions.ts';
import { type Config, type ConfiguredValue, type ConfiguredValues, emptyConfig, type InstanceConfig } from './config.ts';
import { sinks } from '../../components/sinks/registry.ts';
import { destinationSchema } from '../outputs/destination/destination-shape.ts';
import { configShape, type RawConfig, storeHealth } from './config-shape.ts';
import { longestGap } from './schedule.ts';
import { readSchedule } from './read-schedule.ts';

const FILE = 'feedwright.yaml';
const LIMIT = 1 << 20;

/** The configuration that `--config` names, else the working directory's, else an empty one. Throws UsageError with every finding. */
export const readConfig = (cwd: string, given: string | false | undefined): Config => {
  if (given === false) return emptyConfig(cwd);
  const path = resolve(cwd, given ?? FILE);
  const text = fileText(path, given !== undefined);
  if (text === undefined) return emptyConfig(cwd);
  const last = read.get(path);
  if (last?.text === text) return last.config;
  const config = parseConfig(path, text, given);
  if (read.size >= MOST_REMEMBERED) read.clear();
  read.set(path, { text, config });
  return config;
};

/**
 * Who runs one feed after the other reads the same configurations each time, one for each tenant: of 300 instances it takes longer than
 * a small run. By path.
 */
const read = new Map<string, { readonly text: string; readonly config: Config }>();
const MOST_REMEMBERED = 64;

/** The text that is read as configuration, by its complete path; none where there is no such file. */
export const configText = (cwd: string, given: string | false | undefined): Readonly<Record<string, string>> => {
  if (given === false) return {};
  const path = resolve(cwd, given ?? FILE);
  const text = fileText(path, given !== undefined);
  return text === undefined ? {} : { [path]: text };
};

const parseConfig = (path: string, text: string, given: string | undefined): Config => {
  const findings = new Findings();
  const source = new SourceFile(path, text);
  const tree = parseYaml(source, findings);
  if (findings.errors === 0 && (tree === null || tree === undefined)) return emptyConfig(dirname(path));
  if (findings.errors === 0 && !isMap(tree))
    findings.error(
      'config.not-a-map',
      source.placeAt(0),
      'The file holds no configuration: it must be a map.',
      'Write `store:`, `definitions:`, `packs:` or `instances:` with what belongs to it.',
    );
  if (findings.errors === 0)
    for (const { code, place, message, hint } of checkShape(configShape.schema, rootPosition(tree), {
      destination: destinationSchema(sinks),
    }))
      // A configuration has no expressions: advice about them does not help.
      findings.error(code.replace(/^definition\./, 'config.'), place, message, hint.startsWith('For a') ? undefined : hint);
  const config = findings.errors === 0 ? configOf(tree as RawConfig, dirname(path), findings) : emptyConfig(dirname(path));
  if (findings.errors === 0) return config;
  throw new UsageError(
    'config.invalid',
    `The configuration ${given ?? FILE} has ${findings.errors === 1 ? 'a mistake' : `${findings.errors} mistakes`}.`,
    { diagnostics: findings.sorted() },
  );
};

const fileText = (path: string, wanted: boolean): string | undefined => {
  try {
    const { text, fault } = readBytes(readFile(path, LIMIT));
    if (fault === undefined) return text;
    throw new UsageError('config.unreadable', `The configuration ${path} ${fault}.`, { hint: 'Save it as UTF-8.' });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !wanted && !isDangling(path)) return undefined;
    throw new UsageError('config.unreadable', `The configuration ${path} ${whyUnreadable(error, path)}.`, {
      hint: wanted ? 'Check the path that --config gives.' : 'Put a plain file in its place, or take it away.',
    });
  }
};

const entries = <T>(map: Readonly<Record<string, T>> | undefined): readonly (readonly [string, T])[] =>
  map === undefined ? [] : entriesOf(map);

const configOf = (raw: RawConfig, folder: string, findings: Findings): Config => {
  const {
    store,
    attachments,
    definitions,
    retention = {},
    packs,
    instances,
    destinations,
    taxii_server: taxii,
    serve,
    vault,
    tenants,
  } = raw;
  const all = entries(instances).map(([name, one]): InstanceConfig => ({
    name,
    feed: one.feed,
    set: settings(one.set),
    source: one.source,
    schedule: readSchedule(one, name, findings),
    health: one.health === undefined ? undefined : expectedOf(one.health),
    hold: one.hold ?? false,
    place: placeOfKey(instances ?? {}, name),
  }));
  for (const one of all) checkEvery(one, findings);
  checkVault(vault, findings);
  checkSources(all, findings);
  return {
    folder,
    store: store === undefined ? undefined : { value: store, place: placeOfValue(raw, 'store') },
    attachments: attachments === undefined ? undefined : { raw: attachments, place: placeOfValue(raw, 'attachments') },
    definitions: definitions === undefined ? undefined : [definitions].flat().map((one) => resolve(folder, one)),
    health: readPlain(storeHealth, raw.health ?? {}),
    retention: Object.fromEntries(Object.entries(retention).map(([name, text]) => [name, parseDuration(text) ?? 0])),
    packs: new Map(
      entries(packs).map(([name, { set, http = {} }]) => [
        name,
        { set: settings(set), http, place: placeOfKey(packs ?? {}, name) },
      ]),
    ),
    instances: new Map(all.map((one) => [one.name, one])),
    tenants: new Map(
      entries(tenants).map(([name, path]) => [name, { folder: resolve(folder, path), place: placeOfValue(tenants ?? {}, name) }]),
    ),
    vault: vault === undefined ? undefined : { raw: vault, place: placeOfKey(raw, 'vault') },
    serve: serve === undefined ? undefined : { raw: serve, place: placeOfKey(raw, 'serve') },
    taxii: taxii === undefined ? undefined : { raw: taxii, place: placeOfKey(raw, 'taxii_server') },
    destinations: new Map(
      entries(destinations).map(([name, one]) => [name, { raw: one, place: placeOfKey(destinations ?? {}, name) }]),
    ),
  };
};

const checkSources = (all: readonly InstanceConfig[], findings: Findings): void => {
  for (const { source, place } of all.filter(
    (one, index) => one.source !== undefined && all.findIndex(({ source }) => source === one.source) < index,
  )) {
    findings.error(
      'config.shared-source',
      place,
      `The source "${source}" is another instance's already.`,
      'Give each instance a source of its own, or none: within a source the latest value of an attribute wins.',
    );
  }
};

const checkVault = (vault: RawConfig['vault'], findings: Findings): void => {
  if (vault?.token !== undefined && vault.app_role !== undefined)
    findings.error(
      'config.two-logins',
      placeOfKey(vault, 'app_role'),
      'The vault is asked with a token, and logged in to as well.',
      'Write `token` or `app_role`.',
    );
};

/** A schedule that is slower than what is expected would always be told. */
const checkEvery = ({ name, schedule, health, place }: InstanceConfig, findings: Findings): void => {
  const { every, places } = health ?? {};
  const longest = schedule === undefined || every === undefined ? undefined : longestGap(schedule);
  if (every === undefined || longest === undefined || every >= longest) return;
  findings.error(
    'health.contradiction',
    places?.every ?? place,
    `\`${name}\` is due less often than its \`health.every\` expects: ${formatDuration(longest)} may lie between two turns.`,
    `Write at least \`${formatDuration(longest)}\`, or leave it out: by its schedule it is known when it is overdue.`,
  );
};

/** The `set:` of an instance or pack: their types are the feed's to check; a number keeps its spelling for text fields. */
const settings = (set: Readonly<Record<string, unknown>> | undefined): ConfiguredValues =>
  set === undefined
    ? new Map()
    : new Map(
        entriesOf(set).map(([name, value]) => [
          name,
          {
            value: keepSpelling(set, name, value) as ConfiguredValue['value'],
            place: placeOfValue(set, name),
            named: placeOfKey(set, name),
          },
        ]),
      );
