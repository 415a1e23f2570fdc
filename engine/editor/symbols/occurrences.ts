import { viewOf, type PackView } from '../project/pack-view.ts';
import { packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import { isWithin, unquoted, type Span } from '../text/span.ts';
import type { Entry, Path, Tree } from '../text/tree.ts';
import { namesInSource } from './in-sources.ts';
import { namesInYaml, scopeOf } from './in-yaml.ts';
import { isSame, type Occurrence } from './occurrence.ts';

/** Everything that a pack names, in its own files and in those that speak of it. */
export const occurrencesIn = (workspace: Workspace, view: PackView): readonly Occurrence[] => [
  ...namesInYaml(view),
  ...view.values.flatMap(({ file, tree, entry: { source }, path }) =>
    source === undefined
      ? []
      : namesInSource(source, {
          file,
          fileText: tree.text,
          scope: scopeOf(path),
          endpoint: path[0] === 'endpoints' ? String(path[1]) : '',
        }),
  ),
  ...(view.mock === undefined ? [] : inMock(view.mock, workspace.tree(view.mock))),
  ...view.cases.flatMap((file) => inCase(file, workspace.tree(file), view)),
  ...inConfig(workspace, view),
];

/** A name at the end of a key or value, which may stand in quotes. */
const ending = (file: string, text: string, span: Span, named: Pick<Occurrence, 'kind' | 'name' | 'scope'>): Occurrence => {
  const { end } = unquoted(text, span);
  return { ...named, file, span: { start: end - named.name.length, end }, isDeclaration: false };
};

const keyed = (
  file: string,
  text: string,
  { key }: Entry,
  name: string,
  kind: Occurrence['kind'],
  scope = '',
): readonly Occurrence[] => (key === undefined ? [] : [ending(file, text, key, { kind, name, scope })]);

const inMock = (file: string, { text, entries }: Tree): readonly Occurrence[] =>
  entries.flatMap((entry) => {
    const { path, source } = entry;
    if (source !== undefined)
      return namesInSource(source, { file, fileText: text, scope: file, endpoint: '' }).filter(({ kind }) => kind === 'option');
    return path.length === 2 && path[0] === 'user' ? keyed(file, text, entry, String(path[1]), 'option') : [];
  });

/** An action's case gives options of its own and of the user's under one key. */
const optionKind = (view: PackView, scope: string, name: string): Occurrence['kind'] =>
  view.at([...scope.split('/'), 'options', name]) === undefined ? 'option' : 'action-option';

const inCase = (file: string, tree: Tree, view: PackView): readonly Occurrence[] => {
  const action = tree.at(['action'])?.value;
  const scope = typeof action === 'string' ? `actions/${action.split('/')[1] ?? ''}` : '';
  return tree.entries.flatMap((entry) => {
    const { path, value, span } = entry;
    if (path.at(-2) === 'options' && (path.length === 2 || path[0] === 'steps')) {
      const name = String(path.at(-1));
      const kind = optionKind(view, scope, name);
      return keyed(file, tree.text, entry, name, kind, kind === 'option' ? '' : scope);
    }
    if (path.length !== 1 || (path[0] !== 'feed' && path[0] !== 'action') || typeof value !== 'string') return [];
    const name = value.split('/')[1] ?? '';
    return [ending(file, tree.text, span, { kind: path[0], name, scope: '' })];
  });
};

const inConfig = (workspace: Workspace, view: PackView): readonly Occurrence[] => {
  const file = workspace.configFile;
  if (workspace.text(file) === undefined) return [];
  const tree = workspace.tree(file);
  const isOfPack = (path: Path): boolean =>
    path[0] === 'packs'
      ? path[1] === view.name
      : String(tree.at([...path.slice(0, 2), 'feed'])?.value).startsWith(`${view.name}/`);
  return tree.entries.flatMap((entry) => {
    const { path, value, span } = entry;
    if ((path[0] !== 'packs' && path[0] !== 'instances') || !isOfPack(path)) return [];
    if (path.length === 4 && path[2] === 'set') return keyed(file, tree.text, entry, String(path[3]), 'option');
    if (path.length !== 3 || path[2] !== 'feed' || typeof value !== 'string') return [];
    const name = value.split('/')[1] ?? '';
    return [ending(file, tree.text, span, { kind: 'feed', name, scope: '' })];
  });
};

/** Views of the packs that a file belongs to: as a part, as their mock or case, or as the configuration. */
export const viewsOf = (workspace: Workspace, file: string): readonly PackView[] => {
  const own = packsOf(workspace, file);
  if (own.length > 0) return own.map((one) => viewOf(workspace, one));
  const isConfig = file === workspace.configFile;
  return workspace
    .catalog()
    .definitions.map((one) => viewOf(workspace, one))
    .filter((view) => isConfig || view.mock === file || view.cases.includes(file));
};

/** The name at an offset of a file. */
export const nameAt = (workspace: Workspace, file: string, offset: number): Occurrence | undefined =>
  viewsOf(workspace, file)
    .flatMap((view) => occurrencesIn(workspace, view))
    .filter((one) => one.file === file && isWithin(one.span, offset))
    .toSorted((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];

const placeOf = ({ file, span }: Occurrence): string => `${file} ${span.start}`;

/** Every place where that very name stands; where a file that several packs share declares it, in all of them. */
export const sameNames = (workspace: Workspace, name: Occurrence): readonly Occurrence[] => {
  const own = viewsOf(workspace, name.file).flatMap((view) => occurrencesIn(workspace, view));
  const declaring = new Set(own.filter((one) => one.isDeclaration && isSame(one, name)).map(({ file }) => file));
  const others = [...declaring].filter((file) => file !== name.file).flatMap((file) => viewsOf(workspace, file));
  const all = [...own, ...others.flatMap((view) => occurrencesIn(workspace, view))];
  return [...new Map(all.filter((one) => isSame(one, name)).map((one) => [placeOf(one), one])).values()];
};
