import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDuration } from '../../language/duration.ts';
import { UsageError } from '../../language/errors.ts';
import { Findings } from '../../language/findings.ts';
import { SourceFile } from '../../language/source-file.ts';
import { parseYaml } from '../../language/yaml/parse.ts';
import { entriesOf, keepSpelling, placeOfKey, placeOfValue } from '../../language/yaml/positions.ts';
import {
  type Config,
  type ConfiguredValue,
  type ConfiguredValues,
  emptyConfig,
  type InstanceConfig,
  RETAINED,
} from './config.ts';
import { isMap, isScalar, Members, type Tree } from './members.ts';

const FILE = 'feedwright.yaml';
const LIMIT = 1 << 20;

/** The configuration that `--config` names, else the working directory's, else an empty one. Throws UsageError with every finding. */
export const readConfig = (cwd: string, given: string | undefined): Config => {
  const path = resolve(cwd, given ?? FILE);
  const text = fileText(path, given !== undefined);
  if (text === undefined) return emptyConfig(cwd);
  const findings = new Findings();
  const tree = parseYaml(new SourceFile(path, text), findings);
  const config = tree === null || tree === undefined ? emptyConfig(dirname(path)) : shaped(tree, path, findings);
  if (findings.errors === 0) return config;
  const found = findings.sorted();
  throw new UsageError(
    'config.invalid',
    `The configuration ${given ?? FILE} has ${found.length === 1 ? 'a mistake' : `${found.length} mistakes`}.`,
    { diagnostics: found },
  );
};

const fileText = (path: string, wanted: boolean): string | undefined => {
  try {
    if (statSync(path).size > LIMIT) throw new UsageError('config.too-large', `The configuration ${path} is larger than 1 MiB.`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !wanted) return undefined;
    const reason =
      { ENOENT: 'does not exist', EISDIR: 'is a folder', EACCES: 'may not be read' }[code ?? ''] ?? `cannot be read (${code})`;
    throw new UsageError('config.unreadable', `The configuration ${path} ${reason}.`);
  }
};

const shaped = (tree: unknown, path: string, findings: Findings): Config => {
  const folder = dirname(path);
  if (!isMap(tree)) {
    findings.error(
      'config.shape',
      { file: path, line: 1, column: 1 },
      'A configuration is a map.',
      'Start with `store:`, `packs:` or `instances:`.',
    );
    return emptyConfig(folder);
  }
  const top = new Members(tree, 'a configuration', ['store', 'definitions', 'retention', 'packs', 'instances'], findings);
  const definitions = top.texts('definitions');
  return {
    folder,
    store: top.scalar('store'),
    definitions: definitions?.map((one) => resolve(folder, one)),
    retention: retention(top, findings),
    packs: new Map(
      top
        .maps('packs')
        .map(([name, pack]) => [name, { set: settings(new Members(pack, `the pack "${name}"`, ['set'], findings)) }]),
    ),
    instances: new Map(top.maps('instances').flatMap(([name, body]) => instance(name, body, tree, findings))),
  };
};

const retention = (top: Members, findings: Findings): Config['retention'] => {
  const map = top.map('retention');
  if (map === undefined) return {};
  const members = new Members(map, 'retention', RETAINED, findings);
  return Object.fromEntries(
    RETAINED.flatMap((name) => {
      const found = members.text(name);
      const ms = found === undefined ? undefined : parseDuration(found);
      if (found !== undefined && ms === undefined)
        findings.error(
          'config.duration',
          placeOfValue(map, name),
          `"${found}" is no duration.`,
          'Write an ISO 8601 duration in days or hours, such as P90D.',
        );
      return ms === undefined ? [] : [[name, ms]];
    }),
  );
};

const instance = (name: string, body: Tree, tree: Tree, findings: Findings): readonly (readonly [string, InstanceConfig])[] => {
  const place = placeOfKey(tree['instances'] as Tree, name);
  if (name.includes('/') || name.includes('#'))
    findings.error('config.instance-name', place, `The instance's name "${name}" looks like a feed.`, 'Leave out "/" and "#".');
  const members = new Members(body, `the instance "${name}"`, ['feed', 'set', 'source', 'schedule'], findings);
  const feed = members.text('feed');
  if (feed === undefined) {
    if (!('feed' in body))
      findings.error('config.no-feed', place, `The instance "${name}" names no feed.`, 'Add `feed: pack/feed`.');
    return [];
  }
  return [
    [name, { name, feed, set: settings(members), source: members.text('source'), schedule: members.text('schedule'), place }],
  ];
};

/** The `set:` of an instance or pack: scalars and lists of them; their types are the feed's to check. */
const settings = (members: Members): ConfiguredValues => {
  const map = members.map('set');
  if (map === undefined) return new Map();
  return new Map(
    entriesOf<unknown>(map).flatMap(([name, value]): (readonly [string, ConfiguredValue])[] => {
      const place = placeOfValue(map, name);
      if (isScalar(value) || (Array.isArray(value) && value.every(isScalar)))
        return [[name, { value: keepSpelling(map, name, value) as ConfiguredValue['value'], place }]];
      if (value !== null)
        members.findings.error(
          'config.value',
          place,
          `The option "${name}" takes a text, a number, true or false, or a list of these.`,
        );
      return [];
    }),
  );
};
