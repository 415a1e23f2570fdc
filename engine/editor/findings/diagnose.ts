import type { Diagnostic as Shown } from 'vscode-languageserver/node';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { AskedPlaces } from '../../api/asked.ts';
import { configFindings } from '../../api/config/check-config.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { validateDefinitions } from '../../api/packs/validate.ts';
import { UsageError } from '../../language/basics/errors.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import { strays } from '../../language/strays.ts';
import { packsBeside, packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import { rangeOf } from '../text/span.ts';
import { wordAt } from '../text/word-at.ts';
import { replacementsIn } from './replacements.ts';

/** What has been found, by the complete path of the file; a file that was looked at and has nothing is there as well. */
export type Found = ReadonlyMap<string, readonly Diagnostic[]>;

/** `own`: what stands in the file alone, which is known at once; what is shared with other packs is judged by all of them. */
export type Reach = 'own' | 'all';

/** How a mock, and the table of a format, begin. */
const MEANT = /^["']?(?:mock|format)["']?[ \t]*:/m;

/** Is it a definition, a part of one, a mock, or meant as one of them? Other YAML is none of ours. */
const targetsOf = (workspace: Workspace, file: string, reach: Reach): readonly string[] => {
  const own = packsOf(workspace, file);
  if (own.some((one) => one.file === file) && reach === 'own') return [file];
  if (own.length > 0) return packsBeside(workspace, file).map((one) => one.file);
  return MEANT.test(workspace.text(file) ?? '') ? [file] : [];
};

/** Others are to be looked at as well before all is known. */
export const isPartial = (workspace: Workspace, file: string): boolean =>
  packsOf(workspace, file).some((one) => one.file === file) && packsBeside(workspace, file).length > 1;

/** All that `validate` finds in the file and what belongs to it, over what the editor holds. */
export const diagnose = async (workspace: Workspace, file: string, reach: Reach): Promise<Found> => {
  const targets = targetsOf(workspace, file, reach);
  const found = targets.length === 0 ? findingsBeside(workspace, file) : await validated(workspace, targets);
  const byFile = Map.groupBy(found, ({ place }) => place.file);
  for (const one of [file, ...targets]) if (!byFile.has(one)) byFile.set(one, []);
  for (const one of targets) noteGood(workspace, one, found);
  return reach === 'own' ? new Map([[file, byFile.get(file) ?? []]]) : byFile;
};

const noteGood = (workspace: Workspace, file: string, found: readonly Diagnostic[]): void => {
  const text = workspace.text(file);
  if (text === undefined || found.some(({ severity }) => severity === 'error')) return;
  workspace.lastGood.set(file, text);
};

/** Of a file that is no part of a pack: the configuration, or one that lies among definitions for no reason. */
const findingsBeside = (workspace: Workspace, file: string): readonly Diagnostic[] => {
  if (file === workspace.configFile) return workspace.within(() => configured(workspace));
  return workspace.catalog().others.includes(file) ? workspace.within(() => strays([file], [])) : [];
};

const configured = (workspace: Workspace): readonly Diagnostic[] => {
  try {
    return configFindings(readConfig(workspace.world.cwd, workspace.asked.config), workspace.catalog());
  } catch (error) {
    if (error instanceof UsageError) return error.diagnostics;
    throw error;
  }
};

const validated = async (workspace: Workspace, targets: readonly string[]): Promise<readonly Diagnostic[]> => {
  const look = async (asked: AskedPlaces): Promise<readonly Diagnostic[]> =>
    (await workspace.within(() => validateDefinitions(workspace.world, asked, targets))).findings;
  try {
    return await look(workspace.asked);
  } catch (error) {
    // What is wrong with the configuration is shown in it; definitions are looked at all the same.
    if (error instanceof UsageError) return look(workspace.withoutConfig);
    throw error;
  }
};

/** A finding as an editor shows it: over the word that it is about, with its remedy below. */
export const shownFinding = (workspace: Workspace, { code, severity, message, place, hint }: Diagnostic): Shown => {
  const text = workspace.text(place.file) ?? '';
  const names = replacementsIn(hint)[0]?.split('.').length;
  return {
    range: rangeOf(text, wordAt(text, place, names)),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: 'feedwright',
    message: hint === undefined ? message : `${message}\n${hint}`,
  };
};
