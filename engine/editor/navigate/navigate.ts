import type { DocumentSymbol, Location } from 'vscode-languageserver/node';
import { SymbolKind } from 'vscode-languageserver/node';
import { existsSync } from 'node:fs';
import { sampleFile, viewOf } from '../project/pack-view.ts';
import { packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import type { Occurrence } from '../symbols/occurrence.ts';
import { nameAt, sameNames } from '../symbols/occurrences.ts';
import { isWithin, locationOf, rangeOf, uriOf } from '../text/span.ts';
import type { Entry, Tree } from '../text/tree.ts';

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const shown = (workspace: Workspace, { file, span }: Occurrence): Location => locationOf(file, workspace.text(file) ?? '', span);

/** Where the name at an offset is declared; of a file's name, that file. */
export const definitionsAt = (workspace: Workspace, file: string, offset: number): readonly Location[] => {
  const name = nameAt(workspace, file, offset);
  if (name === undefined) return samplesAt(workspace, file, offset);
  if (name.kind === 'file') return [{ uri: uriOf(name.name), range: START }];
  return sameNames(workspace, name)
    .filter(({ isDeclaration }) => isDeclaration)
    .map((one) => shown(workspace, one));
};

/** An item of `samples:` is a file beside the mock. */
const samplesAt = (workspace: Workspace, file: string, offset: number): readonly Location[] => {
  const entry = workspace.tree(file).entries.findLast(({ kind, span }) => kind === 'scalar' && isWithin(span, offset));
  if (typeof entry?.value !== 'string' || !entry.path.includes('samples')) return [];
  const { value } = entry;
  return packsOf(workspace, file)
    .map((pack) => sampleFile(viewOf(workspace, pack), value))
    .filter((path) => existsSync(path))
    .map((path) => ({ uri: uriOf(path), range: START }));
};

/** Every place where the name at an offset stands. */
export const referencesAt = (
  workspace: Workspace,
  file: string,
  offset: number,
  { withDeclaration }: { readonly withDeclaration: boolean },
): readonly Location[] => {
  const name = nameAt(workspace, file, offset);
  if (name === undefined) return [];
  return sameNames(workspace, name)
    .filter(({ isDeclaration }) => withDeclaration || !isDeclaration)
    .map((one) => shown(workspace, one));
};

/** The parts of a definition that an outline shows, by the ends of their paths. */
const OUTLINE: readonly (readonly [pattern: string, kind: SymbolKind])[] = [
  ['connection', SymbolKind.Interface],
  ['user_fields', SymbolKind.Namespace],
  ['endpoints', SymbolKind.Namespace],
  ['feeds', SymbolKind.Namespace],
  ['actions', SymbolKind.Namespace],
  ['tables', SymbolKind.Namespace],
  ['fragments', SymbolKind.Namespace],
  ['user_fields/*', SymbolKind.Property],
  ['endpoints/*', SymbolKind.Function],
  ['tables/*', SymbolKind.Array],
  ['fragments/*', SymbolKind.Module],
  ['actions/*', SymbolKind.Method],
  ['feeds/*', SymbolKind.Class],
  ['feeds/*/user_fields/*', SymbolKind.Property],
  ['feeds/*/supplemental/*', SymbolKind.Function],
  ['feeds/*/let/*', SymbolKind.Variable],
  ['feeds/*/report/*', SymbolKind.Object],
  ['feeds/*/report/*/attributes/*', SymbolKind.Field],
];

const kindOf = ({ path }: Entry): SymbolKind | undefined =>
  OUTLINE.find(([pattern]) => {
    const parts = pattern.split('/');
    return parts.length === path.length && parts.every((part, index) => part === '*' || part === path[index]);
  })?.[1];

/** The outline of a definition: endpoints, feeds with their entries and attributes, actions. */
export const outlineOf = (tree: Tree): readonly DocumentSymbol[] => {
  const top: DocumentSymbol[] = [];
  const open: { readonly entry: Entry; readonly symbol: DocumentSymbol }[] = [];
  for (const entry of tree.entries) {
    const kind = entry.key === undefined ? undefined : kindOf(entry);
    if (kind === undefined || entry.key === undefined) continue;
    const symbol: DocumentSymbol = {
      name: String(entry.path.at(-1)),
      kind,
      range: rangeOf(tree.text, { start: entry.key.start, end: Math.max(entry.key.end, entry.span.end) }),
      selectionRange: rangeOf(tree.text, entry.key),
      children: [],
    };
    while (open.length > 0 && !open.at(-1)?.entry.path.every((part, index) => part === entry.path[index])) open.pop();
    const parent = open.at(-1)?.symbol;
    (parent?.children ?? top).push(symbol);
    open.push({ entry, symbol });
  }
  return top;
};
