import { includedFile, type PackView, type Placed } from '../project/pack-view.ts';
import { unquoted, type Span } from '../text/span.ts';
import type { Path } from '../text/tree.ts';
import type { Occurrence, SymbolKind } from './occurrence.ts';

/** What a place sees of names that count for a part of the pack only. */
export const scopeOf = ([first, second]: Path): string => {
  if (first === 'feeds' || first === 'actions') return `${first}/${second ?? ''}`;
  return first === 'fragments' || first === 'defaults' ? '*' : '';
};

type Named = Pick<Occurrence, 'kind' | 'name' | 'scope'>;

const TOP: Readonly<Record<string, SymbolKind>> = {
  endpoints: 'endpoint',
  feeds: 'feed',
  actions: 'action',
  tables: 'table',
  fragments: 'fragment',
};

/** What a key declares. */
const declared = (path: Path): Named | undefined => {
  const name = String(path.at(-1));
  const holder = path.at(-2);
  const scope = scopeOf(path);
  const top = path.length === 2 ? TOP[String(path[0])] : undefined;
  if (top !== undefined) return { kind: top, name, scope: '' };
  if (holder === 'user_fields') return { kind: 'option', name, scope: '' };
  if (holder === 'options' && path[0] === 'actions' && path.length === 4) return { kind: 'action-option', name, scope };
  if (holder === 'args' && path[0] === 'endpoints' && path.length === 4)
    return { kind: 'argument', name, scope: String(path[1]) };
  if (holder === 'let' && path.length <= 4) return { kind: 'variable', name, scope };
  if (holder === 'supplemental' && path.length <= 4) return { kind: 'variable', name, scope };
  if (holder === 'report' && path[0] === 'feeds' && path.length === 4) return { kind: 'entry', name, scope };
  return undefined;
};

/** What a key refers to: the arguments of a call. */
const argument = (view: PackView, path: Path): Named | undefined => {
  if (path.at(-2) !== 'with') return undefined;
  const called = view.at([...path.slice(0, -2), 'call'])?.entry.value;
  return typeof called === 'string'
    ? { kind: 'argument', name: String(path.at(-1)).replace(/\?$/, ''), scope: called }
    : undefined;
};

/** What kind of name a value is that stands at a path. */
export const kindOfValue = (path: Path): SymbolKind | undefined => {
  const [last, holder] = [path.at(-1), path.at(-2)];
  const isFlow = path[0] === 'feeds' || path[0] === 'fragments' || path[0] === 'defaults';
  if (last === 'use' || holder === 'use') return 'fragment';
  if (last === 'table') return 'table';
  if (isFlow && (last === 'call' || last === 'source' || (last === 'each' && holder === 'source'))) return 'endpoint';
  if (holder === 'related' || (last === 'to' && path.at(-3) === 'related')) return 'entry';
  if (last === 'of' && path.at(-3) === 'fulfillment') return 'entry';
  return undefined;
};

/** Names that stand in a pack's YAML itself, as keys and as values. */
export const namesInYaml = (view: PackView): readonly Occurrence[] => view.values.flatMap((one) => namesOf(view, one));

const namesOf = (view: PackView, { file, tree, entry, path }: Placed): readonly Occurrence[] => {
  const found: Occurrence[] = [];
  const note = (named: Named | undefined, span: Span, isDeclaration: boolean): void => {
    if (named !== undefined) found.push({ ...named, file, span: unquoted(tree.text, span), isDeclaration });
  };
  if (entry.key !== undefined) {
    const { start } = unquoted(tree.text, entry.key);
    const given = argument(view, path);
    note(declared(path), entry.key, true);
    note(given, { start, end: start + (given?.name.length ?? 0) }, false);
  }
  const { value, source, span } = entry;
  if (typeof value !== 'string' || source !== undefined) return found;
  const kind = kindOfValue(path);
  if (kind !== undefined) note({ kind, name: value, scope: kind === 'entry' ? scopeOf(path) : '' }, span, false);
  const target = includedFile(file, { path, value, source });
  if (target !== undefined) note({ kind: 'file', name: target, scope: '' }, span, false);
  return found;
};
