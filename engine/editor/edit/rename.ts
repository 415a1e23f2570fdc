import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { createVocabulary } from '../../components/vocabulary.ts';
import { reservedNames } from '../../language/check/scope.ts';
import type { Workspace } from '../project/workspace.ts';
import { faultOf } from '../symbols/in-sources.ts';
import { meets, type Occurrence } from '../symbols/occurrence.ts';
import { nameAt, occurrencesIn, sameNames, viewsOf } from '../symbols/occurrences.ts';
import { rangeOf, uriOf } from '../text/span.ts';

/** What can't be renamed, and why, in a sentence. */
export class NotRenamed extends Error {}

const RENAMED: ReadonlySet<string> = new Set([
  'option',
  'action-option',
  'variable',
  'endpoint',
  'argument',
  'table',
  'fragment',
  'entry',
]);
/** Names that endpoints and the like may have may hold hyphens; what stands in expressions may not. */
const SLUGS: ReadonlySet<string> = new Set(['endpoint', 'fragment', 'entry']);

const WHY_NOT: Readonly<Record<string, string>> = {
  feed: 'A feed is not renamed: its state and the objects of its runs are kept under its name.',
  action: 'An action is not renamed: what has been sent is kept under its name.',
  file: 'A file is renamed where files are.',
};

const renamable = (workspace: Workspace, file: string, offset: number): Occurrence => {
  const name = nameAt(workspace, file, offset);
  if (name === undefined) throw new NotRenamed('Only names of the definition itself can be renamed: this is none.');
  if (!RENAMED.has(name.kind)) throw new NotRenamed(WHY_NOT[name.kind] ?? 'This can not be renamed.');
  return name;
};

/** What would be renamed. Throws NotRenamed. */
export const renameRange = (
  workspace: Workspace,
  file: string,
  offset: number,
): { readonly range: Range; readonly placeholder: string } => {
  const { span, name } = renamable(workspace, file, offset);
  return { range: rangeOf(workspace.text(file) ?? '', span), placeholder: name };
};

/** The edits of every file that give the name at an offset another one. Throws NotRenamed. */
export const renameAt = (workspace: Workspace, file: string, offset: number, to: string): WorkspaceEdit => {
  const name = renamable(workspace, file, offset);
  const places = sameNames(workspace, name);
  if (!places.some(({ isDeclaration }) => isDeclaration))
    throw new NotRenamed(`\`${name.name}\` is declared nowhere, so that it has no name to change.`);
  mustBeName(name, to);
  const views = [...new Set(places.map((one) => one.file))].flatMap((one) => viewsOf(workspace, one));
  mustBeReadable(workspace, views);
  const all = views.flatMap((view) => occurrencesIn(workspace, view));
  mustBeFree(name, to, all);
  mustBeClear(name, places, all);
  const changes: Record<string, TextEdit[]> = {};
  for (const { file: one, span } of places)
    (changes[uriOf(one)] ??= []).push({ range: rangeOf(workspace.text(one) ?? '', span), newText: to });
  return { changes };
};

const mustBeName = ({ kind }: Occurrence, to: string): void => {
  const isFit = SLUGS.has(kind) ? /^[a-z][a-z0-9_-]*$/.test(to) : /^[A-Za-z_]\w*$/.test(to);
  if (!isFit) throw new NotRenamed(`\`${to.slice(0, 64)}\` is no name: letters, digits and _${SLUGS.has(kind) ? ' and -' : ''}.`);
  if (kind !== 'variable') return;
  if (reservedNames.has(to)) throw new NotRenamed(`\`$${to}\` is a variable of the language.`);
  if (createVocabulary().functions.includes(to)) throw new NotRenamed(`\`${to}\` is the name of a function.`);
};

/** Two that have one name would become one. */
const mustBeFree = (name: Occurrence, to: string, all: readonly Occurrence[]): void => {
  const taken = all.some((one) => one.kind === name.kind && one.name === to && one.isDeclaration && meets(one.scope, name.scope));
  if (taken) throw new NotRenamed(`There is a \`${to}\` already.`);
};

/** A fragment reads a name of whichever feed uses it: which of several is meant can't be told. */
const mustBeClear = (name: Occurrence, places: readonly Occurrence[], all: readonly Occurrence[]): void => {
  if (places.every(({ scope }) => scope !== '*')) return;
  const declaring = all.filter((one) => one.isDeclaration && one.kind === name.kind && one.name === name.name);
  const { size } = new Set(declaring.map(({ scope }) => scope));
  if (size > 1)
    throw new NotRenamed(`\`${name.name}\` is declared by ${size} parts of the pack, and a fragment reads it in all of them.`);
};

/** In what can't be read a name would be left as it is. */
const mustBeReadable = (workspace: Workspace, views: ReturnType<typeof viewsOf>): void => {
  for (const { parts, values, mock, cases } of views) {
    const files = [...parts.map(({ file }) => file), ...(mock === undefined ? [] : [mock]), ...cases];
    const broken = files.find((file) => workspace.tree(file).isBroken);
    if (broken !== undefined) throw new NotRenamed(`${broken} can't be read as YAML: mend it first.`);
    for (const { file, entry } of values) {
      const fault = entry.source === undefined ? undefined : faultOf(entry.source);
      if (fault === undefined) continue;
      const { line } = rangeOf(workspace.text(file) ?? '', entry.span).start;
      throw new NotRenamed(`An expression or template in ${file}:${line + 1} can't be read: mend it first.`);
    }
  }
};
