import type { Findings } from '../basics/findings.ts';
import type { SourceFile } from '../source-file.ts';
import { parseYaml } from '../yaml/parse.ts';
import { isMap } from './accepts.ts';

interface Wanted {
  /** What the file should hold, as a message names it. */
  readonly holds: string;
  readonly hint: string;
  readonly code?: string;
}

/** The map that a file holds; undefined where it holds something else, which is told. */
export const rootMap = (
  source: SourceFile,
  findings: Findings,
  { holds, hint, code = 'definition.not-a-map' }: Wanted,
): Readonly<Record<string, unknown>> | undefined => {
  const before = findings.errors;
  const raw = parseYaml(source, findings);
  if (isMap(raw)) return raw;
  // What the parser could not use was told by it.
  const isTold = raw === undefined || (findings.errors > before && !Array.isArray(raw));
  if (!isTold) findings.error(code, source.placeAt(0), `The file holds no ${holds}: it must be a map.`, hint);
  return undefined;
};
