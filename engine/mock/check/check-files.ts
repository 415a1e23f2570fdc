import { existsSync, readdirSync } from 'node:fs';
import { UsageError } from '../../language/basics/errors.ts';
import type { Findings } from '../../language/basics/findings.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { entriesOf, itemsOf, placeOfValue } from '../../language/yaml/positions.ts';
import { insideFolder } from '../definition/inside-folder.ts';
import type { RawMock } from '../definition/mock-shape.ts';
import { loadData } from '../definition/read-mock.ts';

/** Files that a mock names: those of `data` are read, those of routes have to be there. What an expression gives can't be known. */
export function checkFiles({ data, routes = [] }: Partial<RawMock>, folder: string, findings: Findings): void {
  for (const [name] of data === undefined ? [] : entriesOf(data)) {
    try {
      loadData(data ?? {}, name, folder);
    } catch (error) {
      if (!(error instanceof UsageError) || error.place === undefined) throw error;
      const isMissing = error.code === 'mock.no-file' && !existsSync(insideFolder(folder, String(data?.[name])) ?? '');
      findings.error(
        error.code,
        error.place,
        error.message,
        isMissing ? nearFile(folder, String(data?.[name]).slice(2)) : error.hint,
      );
    }
  }
  for (const [, route] of itemsOf(routes)) {
    const { file } = route;
    if (typeof file !== 'string') continue;
    const path = insideFolder(folder, file);
    const place = placeOfValue(route, 'file');
    if (path === undefined)
      findings.error(
        'mock.file-outside',
        place,
        `The mock's file ${file.slice(0, 80)} lies outside its folder.`,
        'Only files beside the mock, and in folders there, are served.',
      );
    else if (!existsSync(path))
      findings.error('mock.no-file', place, `The mock's file ${file.slice(0, 80)} does not exist.`, nearFile(folder, file));
  }
}

function nearFile(folder: string, name: string): string {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^mock\.ya?ml$/.test(entry.name))
    .map((entry) => entry.name)
    .toSorted();
  return files.length === 0 ? 'Add the file beside the mock.' : suggest(name, files);
}
