/** What definitions and configuration say now; of what has mistakes, what they said when they had none. */
import { UsageError } from '../../language/basics/errors.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { Feed, Pack } from '../../language/model.ts';
import type { Loaded } from '../../language/load.ts';
import { withUnsaved } from '../../language/unsaved.ts';
import { configFindings } from '../../api/config/check-config.ts';
import type { Config, InstanceConfig } from '../../api/config/config.ts';
import { configText, readConfig } from '../../api/config/read-config.ts';
import type { Schedule } from '../../api/config/schedule.ts';
import { openCatalog, type Catalog } from '../../api/packs/catalog.ts';
import { storeAddress } from '../../api/store/store-choice.ts';
import { shownPath } from '../../api/wording/shown-path.ts';
import type { DefinitionBrief } from '../contract/definitions.ts';
import type { Finding } from '../contract/session.ts';
import { findingOf } from './findings.ts';
import type { Common, Frozen, Places, TaskWorld } from './task.ts';

/** What is kept of the last time that all was well: by file of a pack, and the configuration's own. */
export interface LastGood {
  readonly config: Frozen;
  readonly packs: Readonly<Record<string, Frozen>>;
}

export interface ProjectInstance {
  /** The instance's name, or `pack/feed`. */
  readonly name: string;
  readonly feed: string;
  readonly instance: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly pack: string;
  readonly schedule: PlainSchedule | null;
  readonly hold: boolean;
}

/** A schedule as it goes from one process to another. */
export type PlainSchedule = Omit<Schedule, 'place'>;

export interface Project {
  readonly store: string;
  readonly file: string | null;
  readonly folders: readonly string[];
  readonly configFindings: readonly Finding[];
  readonly isOldConfig: boolean;
  readonly definitions: readonly (DefinitionBrief & { readonly findings: readonly Finding[] })[];
  readonly instances: readonly ProjectInstance[];
  readonly destinations: readonly string[];
  readonly good: LastGood;
}

interface Asked {
  /** Not as they were frozen. */
  readonly onDisk: Places;
  readonly last: LastGood;
}

const overlay = (texts: Frozen): ReadonlyMap<string, string> => new Map(Object.entries(texts));

interface ReadConfiguration {
  readonly config: Config;
  readonly texts: Frozen;
  readonly findings: readonly Diagnostic[];
  readonly isOld: boolean;
}

/** Errors of it and of what it says of the packs; thrown where nothing was ever right. */
const readConfiguration = (world: TaskWorld, { onDisk: places, last }: Asked): ReadConfiguration => {
  const read = (): ReadConfiguration => {
    const config = readConfig(world.cwd, places.config);
    const found = configFindings(config, openCatalog(world, places, config)).filter(({ severity }) => severity === 'error');
    if (found.length > 0)
      throw new UsageError(
        'config.invalid',
        `The configuration has ${found.length === 1 ? 'a mistake' : `${found.length} mistakes`}.`,
        { diagnostics: found },
      );
    return { config, texts: configText(world.cwd, places.config), findings: [], isOld: false };
  };
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError) || Object.keys(last.config).length === 0) throw error;
    const config = withUnsaved(overlay(last.config), () => readConfig(world.cwd, places.config));
    return { config, texts: last.config, findings: diagnosticsOf(error), isOld: true };
  }
};

const NOWHERE = { file: '', line: 1, column: 1 };

const diagnosticsOf = ({ diagnostics, code, message, hint, place }: UsageError): readonly Diagnostic[] =>
  diagnostics.length > 0
    ? diagnostics
    : [{ code, severity: 'error', message, place: place ?? NOWHERE, ...(hint === undefined ? {} : { hint }) }];

interface LoadedPack {
  readonly file: string;
  readonly name: string;
  readonly loaded: Loaded;
  readonly texts: Frozen | undefined;
  readonly findings: readonly Diagnostic[];
  readonly isOld: boolean;
}

const loadAll = (catalog: Catalog, last: LastGood): readonly LoadedPack[] =>
  catalog.definitions.map((definition) => {
    const { file, name } = definition;
    const loaded = catalog.load(definition);
    const findings = loaded.diagnostics;
    if (loaded.pack !== undefined) return { file, name, loaded, texts: Object.fromEntries(loaded.texts), findings, isOld: false };
    const before = last.packs[file];
    if (before === undefined) return { file, name, loaded, texts: undefined, findings, isOld: false };
    return {
      file,
      name,
      loaded: withUnsaved(overlay(before), () => catalog.load(definition)),
      texts: before,
      findings,
      isOld: true,
    };
  });

const brief = (
  world: TaskWorld,
  { file, name, loaded: { pack }, findings, isOld }: LoadedPack,
): Project['definitions'][number] => ({
  pack: pack?.name ?? name,
  title: pack?.title ?? name,
  version: pack?.version ?? '',
  category: pack?.category ?? null,
  file: shownPath(world, file),
  feeds: [...(pack?.feeds.values() ?? [])].map((feed) => ({
    name: feed.name,
    title: feed.title,
    description: feed.description ?? null,
  })),
  actions: [...(pack?.actions.values() ?? [])].map((action) => ({
    name: action.name,
    title: action.title,
    description: action.description ?? null,
    accepts: action.accepts,
  })),
  errors: findings.filter(({ severity }) => severity === 'error').length,
  warnings: findings.filter(({ severity }) => severity !== 'error').length,
  is_old: isOld,
  findings: findings.map(findingOf(world)),
});

const plainSchedule = ({ schedule }: InstanceConfig): PlainSchedule | null => {
  if (schedule === undefined) return null;
  const { place: _, ...plain } = schedule;
  return plain;
};

/** Instances of the configuration, and the feeds of which there is none. */
const instancesOf = (config: Config, packs: readonly LoadedPack[]): readonly ProjectInstance[] => {
  const feeds = new Map<string, { readonly pack: Pack; readonly feed: Feed }>(
    packs.flatMap(({ loaded: { pack } }) =>
      pack === undefined ? [] : [...pack.feeds.values()].map((feed) => [`${pack.name}/${feed.name}`, { pack, feed }] as const),
    ),
  );
  const named = [...config.instances.values()].map((one): ProjectInstance => {
    const found = feeds.get(one.feed);
    return {
      name: one.name,
      feed: one.feed,
      instance: one.name,
      title: found?.feed.title ?? one.feed,
      description: found?.feed.description ?? null,
      pack: one.feed.split('/', 1)[0] as string,
      schedule: plainSchedule(one),
      hold: one.hold,
    };
  });
  const taken = new Set(named.map(({ feed }) => feed));
  const others = [...feeds].filter(([name]) => !taken.has(name));
  return [
    ...named,
    ...others.map(([name, { pack, feed }]): ProjectInstance => ({
      name,
      feed: name,
      instance: null,
      title: feed.title,
      description: feed.description ?? null,
      pack: pack.name,
      schedule: null,
      hold: false,
    })),
  ];
};

/** Throws UsageError where the configuration has mistakes and was never right before. */
export const loadProject = async (world: TaskWorld, asked: Common & Asked): Promise<Project> => {
  const { config, texts, findings, isOld } = readConfiguration(world, asked);
  const catalog = openCatalog(world, asked.onDisk, config);
  const packs = loadAll(catalog, asked.last);
  const [first] = Object.keys(texts);
  return {
    store: (await storeAddress(world, asked.onDisk, config)).path,
    file: first ?? null,
    folders: catalog.roots,
    configFindings: findings.map(findingOf(world)),
    isOldConfig: isOld,
    definitions: packs.map((one) => brief(world, one)),
    instances: instancesOf(config, packs),
    destinations: [...config.destinations.keys()],
    good: {
      config: texts,
      packs: Object.fromEntries(packs.flatMap(({ file, texts: ofPack }) => (ofPack === undefined ? [] : [[file, ofPack]]))),
    },
  };
};
