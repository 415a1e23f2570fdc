/** An object in the form that is easy to write by hand: what is empty is left out, an attribute with one value is that value. */
export interface ShownObject {
  readonly type: string;
  readonly subtype?: string;
  readonly value: string;
  readonly tags?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  /** `malware: Name`, `(indicates) malware: Name`, `(indicates, inverse) indicator URL: http://…`. */
  readonly related?: readonly string[];
  readonly [field: string]: unknown;
}

/** Is it an object as `feedwright objects --json` prints it? */
export const isView = (given: { readonly attributes?: unknown }): given is ObjectView => Array.isArray(given.attributes);

/** Objects as they are shown; what makes one the same is shown where another has its name as well. */
export const shownObjects = (views: Iterable<ObjectView>): readonly ShownObject[] => {
  const all = [...views].map((view) => ({ shown: shownObject(view), identity: view.identity }));
  const names = Map.groupBy(all, ({ shown }) => nameOfObject(shown));
  return all.map(({ shown, identity }) =>
    identity === undefined || names.get(nameOfObject(shown))?.length === 1 ? shown : { ...shown, identity },
  );
};

/** Written by hand, tags may be left out. */
type ShowableView = Omit<ObjectView, 'tags'> & Partial<Pick<ObjectView, 'tags'>>;

const shownObject = ({ type, subtype, value, attributes, related, tags = [], ...rest }: ShowableView): ShownObject => {
  const named = Map.groupBy(attributes, ({ name }) => name);
  const plain = Object.entries(rest).filter(
    ([name, one]) => one !== null && one !== undefined && name !== 'sources' && name !== 'identity',
  );
  return {
    type,
    ...(subtype === '' ? {} : { subtype }),
    value,
    ...Object.fromEntries(plain),
    ...(tags.length === 0 ? {} : { tags: tags.toSorted() }),
    ...(named.size === 0
      ? {}
      : { attributes: Object.fromEntries([...named].map(([name, all]) => [name, oneOrAll(all.map((one) => one.value))])) }),
    ...(related.length === 0 ? {} : { related: [...new Set(related.map(relation))].toSorted() }),
  };
};

const oneOrAll = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] as string) : values;

/** A relation without a name is written the same at both ends. */
const relation = ({ as, direction, to: { type, subtype, value } }: ObjectView['related'][number]): string => {
  const words = as === undefined ? [] : [as, ...(direction === 'incoming' ? ['inverse'] : [])];
  return `${words.length === 0 ? '' : `(${words.join(', ')}) `}${type}${subtype === '' ? '' : ` ${subtype}`}: ${value}`;
};

/** What tells one object from another in a list of them. */
export const nameOfObject = ({ type, subtype, value, identity }: Partial<ShownObject>): string =>
  `${type ?? ''}${subtype === undefined ? '' : ` (${String(subtype)})`}: ${identity === undefined ? String(value ?? '') : JSON.stringify(identity)}`;
import type { ObjectView } from '../../store/views/object-view.ts';
