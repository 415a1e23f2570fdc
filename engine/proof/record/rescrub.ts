import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { marks } from '../../api/runs/plan-feed.ts';
import { readAsked } from '../../api/runs/read-asked.ts';
import type { World } from '../../api/world.ts';
import { UsageError } from '../../language/basics/errors.ts';
import type { Cassette } from '../../mock/cassette/cassette.ts';
import { standIn } from '../../mock/cassette/cassette.ts';
import { type NamedSecret, placeholder } from '../../mock/cassette/mask-request.ts';
import { CASSETTE_FILE, readCassette } from '../../mock/cassette/read-cassette.ts';
import type { Files } from './cassette-files.ts';
import { fieldValues, sensitivePaths } from './fields/field-values.ts';
import { optionSecrets } from './secrets/named-secrets.ts';
import { changedBytes, type PlainExchange } from './plain-exchange.ts';
import { Pseudonyms } from './fields/pseudonyms.ts';
import type { AskedRecording } from './record-feed.ts';
import { bindReplaceValues } from './fields/replace-values.ts';
import { lastName, mustHoldNoSecret, warnOfIdle } from './scrub-recording.ts';
import { SecretFinder } from './secrets/secret-finder.ts';
import { PendingFolder, writeWhole } from './write-folder.ts';

export interface Rescrubbed {
  readonly folder: string;
  /** Files that were looked through. */
  readonly files: number;
  /** Places that were changed. */
  readonly places: number;
}

/** Cleans a cassette that is there, and the case that plays it: of the secrets that are given now, and of the fields. */
export const rescrub = async (world: World, asked: AskedRecording, name: string): Promise<Rescrubbed> => {
  const cassette = readCassette(resolve(world.cwd, name));
  const standIns = { of: marks, asksVault: true };
  const { target, options } = await readAsked(world, { ...asked, mock: false, since: undefined }, cassette.feed, standIns);
  const placeholders = new Set(Object.values(marks(target.feed.userFields)));
  const given = Object.entries(options.values).filter(
    ([option, value]) => !placeholders.has(String(value)) && value !== standIn(option),
  );
  const secrets = optionSecrets(target.feed.userFields, Object.fromEntries(given));
  const paths = [...new Set([...sensitivePaths(target.feed), ...(asked.scrub ?? [])])];
  if (secrets.length === 0 && paths.length === 0)
    throw new UsageError('record.nothing', 'There is nothing to look for: no secret is given, and no field.', {
      hint: 'Give the secret that it was recorded with, --set NAME=@file, or a field, --scrub customer.email.',
    });
  const before = filesOf(cassette);
  warnOfIdle(world, exchangesOf(cassette, before), asked.scrub ?? []);
  const { files, places } = cleaned(before, cassette, secrets, paths);
  mustHoldNoSecret(files, secrets);
  if (places > 0) write(cassette, files);
  return { folder: cassette.folder, files: files.size, places };
};

/** The case that plays it has a name that no file of a cassette has. */
const CASE = 'the case/';

const caseOf = ({ folder }: Cassette): string => join(folder, '../../cases', `${basename(folder)}.yaml`);

const filesOf = (cassette: Cassette): Files => {
  const names = readdirSync(cassette.folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const file = caseOf(cassette);
  const isPlayed = existsSync(file) && readFileSync(file, 'utf8').includes(`cassettes/${basename(cassette.folder)}`);
  return new Map([
    ...names.map((one) => [one, readFileSync(join(cassette.folder, one))] as const),
    ...(isPlayed ? [[CASE, readFileSync(file)] as const] : []),
  ]);
};

const cleaned = (
  files: Files,
  cassette: Cassette,
  secrets: readonly NamedSecret[],
  paths: readonly string[],
): { readonly files: Files; readonly places: number } => {
  let places = 0;
  const finder = new SecretFinder(secrets);
  const withoutSecrets = (text: string): string => {
    const made = finder.scrub(text);
    places += made.count;
    return made.text;
  };
  const each = (all: Files, change: (text: string) => string): Files =>
    new Map([...all].map(([name, bytes]) => [name, changedBytes(bytes, change)]));
  const clean = each(files, withoutSecrets);
  const values = new Set([...fieldValues(exchangesOf(cassette, clean), paths)].filter((value) => !/<[\w-]+>/.test(value)));
  const replace = bindReplaceValues(values, paths.map(lastName), new Pseudonyms(), () => places++);
  const made = new Map(each(clean, replace));
  made.set(CASSETTE_FILE, withNames(made.get(CASSETTE_FILE) ?? Buffer.alloc(0), secrets));
  return { files: made, places };
};

/** What of an exchange fields may stand in. */
const exchangesOf = ({ exchanges }: Cassette, files: Files): readonly PlainExchange[] =>
  exchanges.map(({ raw }) => ({
    request: raw.request,
    host: '',
    headers: raw.headers ?? {},
    json: raw.json,
    text: raw.text,
    status: raw.response.status,
    answerHeaders: raw.response.headers ?? {},
    body: files.get(raw.response.file ?? '') ?? Buffer.alloc(0),
    isSigned: false,
  }));

/** The names of secrets that stand in it now are among those that it lists. */
const withNames = (bytes: Buffer, secrets: readonly NamedSecret[]): Buffer => {
  const document = parseDocument(bytes.toString('utf8'));
  const listed = (document.toJS() as { readonly secrets?: readonly string[] }).secrets ?? [];
  const missing = secrets.map(({ name }) => name).filter((name) => !listed.includes(name));
  const used = missing.filter((name) => bytes.includes(placeholder(name)));
  if (used.length === 0) return bytes;
  document.set('secrets', [...listed, ...used]);
  return Buffer.from(document.toString({ lineWidth: 0 }));
};

const write = (cassette: Cassette, files: Files): void => {
  const own = new Map([...files].filter(([name]) => name !== CASE));
  const pending = new PendingFolder(cassette.folder, own);
  try {
    readCassette(pending.path);
    pending.settle();
  } catch (error) {
    pending.discard();
    throw error;
  }
  const text = files.get(CASE);
  if (text !== undefined) writeWhole(caseOf(cassette), text.toString('utf8'));
};
