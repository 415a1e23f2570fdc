import type { ObjectView } from '../../../store/views/object-view.ts';
import type { Json } from '../../../language/basics/json.ts';
import { identityText } from '../../../object/mapped-object.ts';
import { recordHash } from '../../../run/context/record-hash.ts';
import type { OnMapped } from '../../../run/context/services.ts';

/** By what a record is told from others: its key and its content, its key alone, its content alone. */
export const TELLING = ['both', 'key', 'content'] as const;
type Telling = (typeof TELLING)[number];

/** Names of objects, as `objectKey` gives them, by the record that they were made of. */
export type ByRecord = ReadonlyMap<string, ReadonlySet<string>>;

/** Remembers which objects the records of a feed became: the store doesn't know it. */
export class RecordsSeen {
  readonly #by: Readonly<Record<Telling, Map<string, Set<string>>>> = { both: new Map(), key: new Map(), content: new Map() };

  readonly onMapped: OnMapped = (key, original, objects) => {
    const content = recordHash(original);
    const names = objects.map(identityText);
    if (key !== undefined) this.#add('both', `${content} ${key}`, names);
    if (key !== undefined) this.#add('key', key, names);
    this.#add('content', content, names);
  };

  by(telling: Telling): ByRecord {
    return this.#by[telling];
  }

  #add(telling: Telling, record: string, names: readonly string[]): void {
    const known = this.#by[telling].get(record) ?? new Set();
    for (const name of names) known.add(name);
    this.#by[telling].set(record, known);
  }
}

/** What makes an object of the store the same one, as text. */
export const objectKey = ({ type, subtype, value, identity }: Named): string =>
  identityText({ type, subtype, key: identity === undefined ? value : JSON.stringify(identity) });

type Named = Pick<ObjectView, 'type' | 'subtype' | 'value'> & { readonly identity?: readonly Json[] };
