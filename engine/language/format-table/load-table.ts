import { dirname } from 'node:path';
import type { Findings } from '../basics/findings.ts';
import { suggest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import { freeze } from '../basics/freeze.ts';
import { Findings as Collected } from '../basics/findings.ts';
import type { Diagnostic } from '../basics/place.ts';
import type { FormatInfo, Vocabulary } from '../basics/vocabulary.ts';
import { Files } from '../files.ts';
import type { ReadText } from '../files.ts';
import type { ObjectType } from '../pack/object-type.ts';
import type { RawMap } from '../reading/context.ts';
import type { SourceFile } from '../source-file.ts';
import { rootMap } from '../validate/root-map.ts';
import { validateAs } from '../validate/validate.ts';
import { placeOfValue } from '../yaml/positions.ts';
import type { FormatTable } from './format-table.ts';
import { rowsOf } from './read-rows.ts';
import { tableShape } from './table-shape.ts';

const HEADER = /^["']?format["']?[ \t]*:/m;

/** Is the text of a file meant as the table of a format? */
export const isFormatTable = (text: string): boolean => HEADER.test(text);

export interface LoadedTable {
  /** The format that it names; undefined where it names none that there is. */
  readonly format: string | undefined;
  /** Undefined where there is any error. */
  readonly table: FormatTable | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The file's text, by its path. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads and checks a file with the table of a format. Never throws for what an author wrote. `objectTypes`: those that it may name;
 * undefined: any.
 */
export const loadTable = (
  file: string,
  vocabulary: Vocabulary,
  objectTypes: readonly ObjectType[] | undefined,
  read?: ReadText,
): LoadedTable => {
  const findings = new Collected();
  const files = new Files(dirname(file), findings, read);
  const source = files.open(file);
  const found = source === undefined ? undefined : tableIn(source, { findings, vocabulary, objectTypes, pack: undefined });
  return {
    format: found?.format.name,
    table: findings.errors > 0 ? undefined : freeze(found?.table),
    diagnostics: findings.sorted(),
    texts: files.texts,
  };
};

interface TableContext {
  readonly findings: Findings;
  readonly vocabulary: Vocabulary;
  readonly objectTypes: readonly ObjectType[] | undefined;
  readonly pack: string | undefined;
}

/** The table in a file; undefined where it can't be used. `wanted`: the format that it must be for. */
export const tableIn = (
  source: SourceFile,
  { findings, vocabulary: { formats }, objectTypes, pack }: TableContext,
  wanted?: FormatInfo,
): { readonly format: FormatInfo; readonly table: FormatTable } | undefined => {
  const raw = rootMap(source, findings, { holds: 'table of a format', hint: 'Start it with `format:` and `version: 1`.' });
  if (raw === undefined) return undefined;
  const format = wanted ?? formatNamed(raw, formats, source.placeAt(0), findings);
  if (format === undefined) return undefined;
  validateAs(raw, tableShape(format).schema, findings);
  return { format, table: rowsOf(raw, { findings, format, objectTypes, pack }) };
};

const formatNamed = (raw: RawMap, formats: Vocabulary['formats'], start: Place, findings: Findings): FormatInfo | undefined => {
  const name = raw['format'];
  if (typeof name === 'string' && Object.hasOwn(formats, name)) return formats[name];
  findings.error(
    'format.unknown',
    name === undefined ? start : placeOfValue(raw, 'format'),
    `There is no format \`${String(name).slice(0, 64)}\`.`,
    suggest(String(name), Object.keys(formats)),
  );
  return undefined;
};
