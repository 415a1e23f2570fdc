import type { FormatTable } from '../../language/format-table/format-table.ts';
import type { AskedPlaces } from '../asked.ts';
import type { Config } from '../config/config.ts';
import type { World } from '../world.ts';
import { openCatalog } from './catalog.ts';
import { formatTable } from './format-tables.ts';

/** The tables of formats, each read when it is asked for the first time. */
export type Tables = (format: string) => FormatTable;

export const bindTables = (world: World, asked: AskedPlaces, config: Config): Tables => {
  const known = new Map<string, FormatTable>();
  return (format) => {
    const table = known.get(format) ?? formatTable(openCatalog(world, asked, config), format);
    known.set(format, table);
    return table;
  };
};
