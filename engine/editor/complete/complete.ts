import type { CompletionItem } from 'vscode-languageserver/node';
import type { ContextFinder } from '../expression/contexts.ts';
import { viewOf, type PackView } from '../project/pack-view.ts';
import { packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import { optionDocs } from '../symbols/option-docs.ts';
import { sourceAt, type SourceAt } from '../text/source-at.ts';
import type { Span } from '../text/span.ts';
import { offersInExpression, type Declared, type Offers } from './in-expression.ts';
import { offersInTemplate } from './in-template.ts';
import { groundOfFile, groundOfPack, offersInYaml, type Ground } from './in-yaml.ts';
import { itemsOf } from './offer.ts';
import { yamlCursor } from './yaml-cursor.ts';

/** What may be written at an offset of a file. */
export const completionsAt = async (
  workspace: Workspace,
  finder: ContextFinder,
  file: string,
  offset: number,
): Promise<readonly CompletionItem[]> => {
  const tree = workspace.tree(file);
  const source = sourceAt(tree, offset);
  if (source !== undefined) {
    const { span, offers } = await offersInSource(workspace, finder, file, source);
    return itemsOf(tree.text, inFile(source, span), offers);
  }
  const cursor = yamlCursor(tree.text, offset);
  const ground = cursor && groundOf(workspace, file, cursor.tree);
  return cursor === undefined || ground === undefined ? [] : itemsOf(tree.text, cursor.span, offersInYaml(cursor, ground));
};

/** Quotes around the whole may be written in another way in the file; what an offer replaces is a name, character by character. */
const inFile = (source: SourceAt, { start, end }: Span): Span => {
  const from = source.inFile(start);
  return { start: from, end: from + end - start };
};

export const offersInSource = async (
  workspace: Workspace,
  finder: ContextFinder,
  file: string,
  source: SourceAt,
): Promise<Offers> => {
  const views = packsOf(workspace, file).map((one) => viewOf(workspace, one));
  const contexts = await finder.at(file, source);
  const offers = source.kind === 'expr' ? offersInExpression : offersInTemplate;
  return offers(source.text, source.at, contexts, declaredBy(views));
};

const declaredBy = (views: readonly PackView[]): Declared => ({
  option: (name) => views.map((view) => optionDocs(view, name)).find((one) => one !== undefined),
  tables: [...new Set(views.flatMap((view) => view.keysAt(['tables'])))],
});

const HEADS = [
  ['mock', 'mock'],
  ['case', 'case'],
  ['format', 'table'],
] as const;

/** What the file is: a part of a pack, a mock, a case or the table of a format; of other files nothing is known. */
export const groundOf = (workspace: Workspace, file: string, tree = workspace.tree(file)): Ground | undefined => {
  const [pack] = packsOf(workspace, file);
  if (pack !== undefined) {
    const view = viewOf(workspace, pack, new Map([[file, tree]]));
    return groundOfPack(view, view.parts.find((one) => one.file === file)?.within ?? []);
  }
  const kind = HEADS.find(([head]) => tree.at([head]) !== undefined)?.[1];
  return kind === undefined ? undefined : groundOfFile(kind, tree);
};
