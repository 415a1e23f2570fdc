import { statSync } from 'node:fs';
import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { type Expected, expectedOver, healthContradictions } from '../../language/feed/health.ts';
import type { Feed, Pack, UserField } from '../../language/model.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Diagnostic, Place } from '../../language/basics/place.ts';
import { resolveFeed } from '../../language/resolve.ts';
import { readOptions } from '../../language/user-field/option-values.ts';
import { readStoreAddress } from '../../store/open.ts';
import type { RawAttachments } from '../store/objects/attachments-shape.ts';
import { folderOf } from '../store/attachment-choice.ts';
import type { Catalog } from '../packs/catalog.ts';
import { checkReferences } from './check-references.ts';
import type { Config, ConfiguredValues } from './config.ts';

/** Every option that something of the pack has, by its name. */
const optionsOf = ({ connection, feeds, actions }: Pack): ReadonlyMap<string, UserField> => {
  const all = [
    ...(connection?.userFields ?? []),
    ...[...actions.values()].flatMap(({ userFields, options }) => [...userFields, ...options]),
    ...[...feeds.values()].flatMap(({ userFields }) => userFields),
  ];
  return new Map(all.map((field) => [field.name, field]));
};

const checkValues = (given: ConfiguredValues, known: ReadonlyMap<string, UserField>, whose: string, findings: Findings): void => {
  for (const [name, { value, place, named }] of given) {
    const field = known.get(name);
    if (field === undefined) {
      findings.error(
        'config.unknown-option',
        named ?? place,
        `\`${name}\` is no option of ${whose}.`,
        suggest(name, known.keys()),
      );
      continue;
    }
    // What a reference brings is known only where it is used.
    if ([value].flat().some((one) => String(one).includes('${'))) continue;
    const read = readOptions([field], { [name]: { value, from: 'feedwright.yaml', place } }, '');
    for (const { code, message, hint } of read.diagnostics) findings.error(code, place, message, hint);
  }
};

/** Names under `packs:` that are no pack's; `further` is one that lies elsewhere. */
const checkNames = ({ packs }: Config, catalog: Catalog, further: string, findings: Findings): void => {
  const names = [...catalog.definitions.map(({ name }) => name), further];
  for (const [name, { place }] of packs)
    if (!names.includes(name))
      findings.error(
        'config.unknown-pack',
        place,
        `There is no pack \`${name.slice(0, 64)}\`.`,
        suggest(name, names.slice(0, -1)),
      );
};

/** What an instance expects of its feed, held against what the definition says of it. */
const checkExpected = (feed: Feed, health: Expected, findings: Findings): void => {
  const whole = expectedOver(feed.health, health);
  if (whole === undefined) return;
  for (const { key, code, says, hint } of healthContradictions(whole, feed.window)) {
    const at = health.places[key];
    if (at !== undefined) findings.error(code, at, says, hint);
  }
};

/** What `feedwright.yaml` says of a pack that is about to be used. Throws UsageError with every finding. */
export const mustFitPack = (config: Config, catalog: Catalog, pack: Pack): void => {
  const findings = new Findings();
  if (catalog.areConfigured) checkNames(config, catalog, pack.name, findings);
  const own = config.packs.get(pack.name);
  if (own !== undefined) checkValues(own.set, optionsOf(pack), `the pack \`${pack.name}\``, findings);
  const diagnostics = findings.sorted();
  if (diagnostics.length === 0) return;
  throw new UsageError(
    'config.invalid',
    `The configuration has ${diagnostics.length === 1 ? 'a mistake' : `${diagnostics.length} mistakes`}.`,
    { diagnostics },
  );
};

const checkTenants = ({ tenants, folder }: Config, findings: Findings): void => {
  for (const [name, tenant] of tenants) {
    const isThere = statSync(tenant.folder, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isThere || tenant.folder === folder)
      findings.error(
        'config.tenant-folder',
        tenant.place,
        isThere ? `The tenant \`${name}\` has the project's own folder.` : `The folder of the tenant \`${name}\` is not there.`,
        'Make a folder for it, with its own feedwright.yaml in it, and name that.',
      );
  }
};

/** Addresses that stand there as they are: what a reference brings is known only where it is used. */
const checkAddress = (text: unknown, place: Place, read: (address: string) => unknown, findings: Findings): void => {
  if (typeof text !== 'string' || text.includes('${')) return;
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    findings.error('config.address', place, error.message, error.hint);
  }
};

const checkAddresses = ({ store, attachments, folder }: Config, findings: Findings): void => {
  if (store !== undefined) checkAddress(store.value, store.place, (text) => readStoreAddress(text, folder, {}), findings);
  if (attachments === undefined) return;
  const { place } = attachments;
  const raw = attachments.raw as RawAttachments;
  checkAddress(typeof raw === 'string' ? raw : raw.address, place, (text) => folderOf(text, place), findings);
};

/** All that `feedwright.yaml` says of packs and feeds, held against the definitions; those with mistakes of their own are passed over. */
export const configFindings = (config: Config, catalog: Catalog): readonly Diagnostic[] => {
  const findings = new Findings();
  checkReferences(config, findings);
  checkAddresses(config, findings);
  checkNames(config, catalog, '', findings);
  checkTenants(config, findings);
  for (const [name, { set }] of config.packs) {
    const definition = catalog.definitions.find((one) => one.name === name);
    const pack = definition === undefined ? undefined : catalog.load(definition).pack;
    if (pack !== undefined) checkValues(set, optionsOf(pack), `the pack \`${name}\``, findings);
  }
  for (const { feed, set, health, place } of config.instances.values()) {
    try {
      const found = resolveFeed(feed, catalog.rootFor(feed), catalog.vocabulary);
      const fields = new Map(found.feed.userFields.map((field) => [field.name, field]));
      checkValues(set, fields, `the feed \`${feed}\``, findings);
      if (health !== undefined) checkExpected(found.feed, health, findings);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      if (error.diagnostics.length === 0) findings.error(error.code, place, error.message, error.hint);
    }
  }
  return findings.sorted();
};
