import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { UsageError } from '../../language/basics/errors.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import { fileLimits } from '../../language/files.ts';
import { type FormatTable, withRows } from '../../language/format-table/format-table.ts';
import { isFormatTable, loadTable } from '../../language/format-table/load-table.ts';
import { builtInObjectTypes } from '../../language/pack/object-types.ts';
import type { Loaded } from '../../language/load.ts';
import type { ObjectType } from '../../language/model.ts';
import { readPlain } from '../../language/plain-file.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { type Catalog, type Definition, shipped } from './catalog.ts';

const FOLDER = 'formats';

/** The types that a table may name: those built in, and those that packs declare. */
const typesOf = (loaded: readonly Loaded[]): readonly ObjectType[] => [
  ...builtInObjectTypes,
  ...loaded.flatMap(({ pack }) => pack?.objectTypes ?? []),
];

/** Is the file the table of a format? */
export const isTableFile = (file: string): boolean => {
  try {
    return /\.ya?ml$/i.test(file) && isFormatTable(readBytes(readPlain(file, fileLimits.definition)).text);
  } catch {
    return false;
  }
};

const ADDS = /^["']?formats["']?[ \t]*:/m;

/** May the definition have rows of formats? */
const addsRows = ({ file }: Definition): boolean => {
  try {
    return ADDS.test(readBytes(readPlain(file, fileLimits.definition)).text);
  } catch {
    return false;
  }
};

export interface CheckedTables {
  readonly findings: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
}

/** What is wrong with these tables, whose types the packs declare. */
export const checkTables = (files: readonly string[], { vocabulary }: Catalog, loaded: readonly Loaded[]): CheckedTables => {
  const tables = files.map((file) => loadTable(file, vocabulary, typesOf(loaded)));
  return {
    findings: tables.flatMap(({ diagnostics }) => diagnostics),
    texts: new Map(tables.flatMap(({ texts }) => [...texts])),
  };
};

/**
 * The table of a format: the first among the folders of definitions, else the one that comes with the package, with what every pack
 * adds to it in front, in the order of their names. Throws UsageError with what is wrong with it.
 */
export const formatTable = (catalog: Catalog, format: string): FormatTable => {
  const file = [...catalog.roots, shipped].map((root) => join(root, FOLDER, `${format}.yaml`)).find((one) => existsSync(one));
  // Only those that add rows: whether a table names types that there are is for `validate` to say.
  const loaded = catalog.definitions.filter(addsRows).map((definition) => catalog.load(definition));
  const { table, diagnostics } = loadTable(file ?? join(shipped, FOLDER, `${format}.yaml`), catalog.vocabulary, undefined);
  if (table !== undefined)
    return withRows(
      table,
      loaded.flatMap(({ pack }) => pack?.formats.get(format) ?? []),
    );
  throw new UsageError('format.invalid', `The table of the format ${format} can't be used.`, {
    place: diagnostics[0]?.place,
    hint: `Run \`feedwright validate ${file ?? ''}\`.`,
    diagnostics,
  });
};
