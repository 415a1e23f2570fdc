import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import type { Place } from '../../language/basics/place.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { SourceFile } from '../../language/source-file.ts';
import { isMap } from '../../language/validate/accepts.ts';
import { checkShape } from '../../language/validate/check-shape.ts';
import { memberPosition, placeAt, rootPosition, type Position } from '../../language/validate/position.ts';
import { parseYaml } from '../../language/yaml/parse.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { insideFolder } from '../definition/inside-folder.ts';
import type { MockDefinition } from '../definition/mock-definition.ts';
import { type Cassette, type Exchange, standIn } from './cassette.ts';
import { cassetteShape, type RawCassette } from './cassette-shape.ts';

const MAX_YAML = 64 * 2 ** 20;

/** Its name within its folder. */
export const CASSETTE_FILE = 'cassette.yaml';

/** Reads and checks the cassette in a folder. Throws UsageError with every finding; `from`: what names the folder. */
export const readCassette = (folder: string, from?: Place): Cassette => {
  const file = join(resolve(folder), CASSETTE_FILE);
  const text = readText(file, folder, from);
  const findings = new Findings();
  const source = new SourceFile(file, text);
  const raw = parseYaml(source, findings);
  if (findings.errors === 0 && !isMap(raw))
    findings.error('cassette.empty', source.placeAt(0), 'The file holds no cassette.', 'Record one with `feedwright record`.');
  const root = rootPosition(raw);
  if (findings.errors === 0)
    for (const { code, place, message, hint } of checkShape(cassetteShape.schema, root, {}))
      findings.error(code, place, message, hint);
  const exchanges = findings.errors === 0 ? exchangesOf(raw as RawCassette, root, resolve(folder), findings) : [];
  const diagnostics = findings.sorted();
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first !== undefined)
    throw new UsageError('cassette.invalid', `The cassette can't be played: ${first.message}`, {
      diagnostics,
      place: first.place,
      hint: first.hint,
    });
  return cassetteOf(file, resolve(folder), raw as RawCassette, exchanges);
};

const readText = (file: string, folder: string, place: Place | undefined): string => {
  const details = { place, hint: 'Name a folder that `feedwright record` has written.' };
  if (!existsSync(file)) {
    const says = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? `has no ${CASSETTE_FILE}` : 'is no folder';
    throw new UsageError('cassette.none', `There is no cassette: ${folder} ${says}.`, details);
  }
  try {
    const { text, fault } = readBytes(readPlain(file, MAX_YAML));
    if (fault === undefined) return text;
    throw new UsageError('cassette.none', `The cassette ${file} ${fault}.`, details);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('cassette.none', `The cassette ${file} ${whyUnreadable(error, file)}.`, { ...details, cause: error });
  }
};

const exchangesOf = (raw: RawCassette, root: Position, folder: string, findings: Findings): readonly Exchange[] =>
  raw.exchanges.map((one, index) => {
    const position = memberPosition(memberPosition(root, 'exchanges'), index);
    const { file } = one.response;
    const path = file === undefined ? undefined : insideFolder(folder, file);
    const at = (): Place => placeAt(memberPosition(memberPosition(position, 'response'), 'file'), 'value');
    if (file !== undefined && path === undefined)
      findings.error(
        'cassette.file-outside',
        at(),
        `The body ${file} lies outside the cassette.`,
        'Put it beside cassette.yaml.',
      );
    else if (path !== undefined && !existsSync(path))
      findings.error('cassette.no-file', at(), `The body ${file} is not there.`, 'Record it anew, or take the exchange out.');
    if (one.json !== undefined && one.text !== undefined)
      findings.error('cassette.two-bodies', placeAt(position, 'value'), 'A request has one body.', 'Write `json` or `text`.');
    return { raw: one, place: placeAt(position, 'value'), path };
  });

const cassetteOf = (file: string, folder: string, raw: RawCassette, exchanges: readonly Exchange[]): Cassette => ({
  file,
  folder,
  feed: raw.feed,
  clock: raw.clock === undefined ? undefined : parseInstant(raw.clock),
  since: raw.since === undefined ? undefined : parseInstant(raw.since),
  options: raw.options ?? {},
  secrets: raw.secrets ?? [],
  exchanges,
  raw,
});

/** The cassette as what answers in the vendor's place: its clock and its options, with something that stands for each secret. */
export const cassetteAsMock = (cassette: Cassette): MockDefinition => ({
  file: cassette.file,
  folder: cassette.folder,
  title: undefined,
  clock: cassette.clock,
  since: cassette.since,
  user: { ...Object.fromEntries(cassette.secrets.map((name) => [name, standIn(name)])), ...cassette.options },
  variants: [],
  data: {},
  raw: { mock: 1, routes: [] },
  cassette,
});
