import type { PackView } from '../project/pack-view.ts';
import type { Path } from '../text/tree.ts';

export interface OptionDocs {
  /** `select, default A`. */
  readonly detail: string;
  /** Markdown. */
  readonly docs: string;
  readonly choices: readonly string[];
}

/** What a form shows of an option, gathered over the places that declare and change it; undefined where none does. */
export const optionDocs = (view: PackView, name: string): OptionDocs | undefined => {
  const places = view.values.filter(
    ({ path }) => path.at(-1) === name && (path.at(-2) === 'user_fields' || (path.at(-2) === 'options' && path[0] === 'actions')),
  );
  if (places.length === 0) return undefined;
  const said = (key: string): unknown =>
    places.map(({ path }) => view.at([...path, key])?.entry.value).findLast((one) => one !== undefined);
  const choices = places.flatMap(({ path }) => choicesAt(view, [...path, 'choices']));
  const usual = said('default') ?? listAt(view, places, 'default');
  const { label, type, help } = { label: said('label'), type: said('type'), help: said('help') };
  return {
    detail: [String(type ?? 'option'), ...(usual === undefined ? [] : [`default ${String(usual)}`])].join(', '),
    docs: [
      label === undefined ? '' : `**${String(label)}**`,
      help === undefined ? '' : String(help),
      usual === undefined ? '' : `Default: \`${String(usual)}\`.`,
      choices.length === 0 ? '' : `Choices: ${choices.map((one) => `\`${one}\``).join(', ')}.`,
    ]
      .filter((one) => one !== '')
      .join('\n\n'),
    choices,
  };
};

const choicesAt = (view: PackView, path: Path): readonly string[] => {
  const holder = view.at(path)?.entry;
  if (holder?.kind === 'map') return view.keysAt(path);
  return view.keysAt(path).map((index) => {
    const item = view.at([...path, index]);
    return String(item?.entry.kind === 'map' ? view.at([...path, index, 'value'])?.entry.value : item?.entry.value);
  });
};

const listAt = (view: PackView, places: readonly { readonly path: Path }[], key: string): string | undefined => {
  const holder = places.map(({ path }) => [...path, key]).find((path) => view.at(path)?.entry.kind === 'list');
  if (holder === undefined) return undefined;
  return view
    .keysAt(holder)
    .map((index) => String(view.at([...holder, index])?.entry.value))
    .join(', ');
};
