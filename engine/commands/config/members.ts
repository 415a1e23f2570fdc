import type { Findings } from '../../language/findings.ts';
import { suggest } from '../../language/nearest.ts';
import { entriesOf, keepSpelling, placeOfKey, placeOfValue } from '../../language/yaml/positions.ts';
import { isTagged } from '../../language/yaml/tagged.ts';
import type { ConfiguredValue } from './config.ts';

export type Tree = Readonly<Record<string, unknown>>;
type Scalar = string | number | boolean;

export const isMap = (node: unknown): node is Tree =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && !isTagged(node);
export const isScalar = (node: unknown): node is Scalar =>
  typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean';

/** The members of one map of the configuration; what is not as it should be becomes a finding. */
export class Members {
  readonly #map: Tree;
  readonly findings: Findings;

  constructor(map: Tree, what: string, known: readonly string[], findings: Findings) {
    this.#map = map;
    this.findings = findings;
    for (const [name] of entriesOf(map)) {
      if (!known.includes(name))
        findings.error('config.unknown-key', placeOfKey(map, name), `There is no "${name}" in ${what}.`, suggest(name, known));
    }
  }

  /** A member that is set and passes `test`. */
  #get<T>(name: string, test: (node: unknown) => node is T, wanted: string): T | undefined {
    const value = Object.hasOwn(this.#map, name) ? this.#map[name] : undefined;
    if (value === undefined || value === null) return undefined;
    if (test(value)) return value;
    this.findings.error('config.shape', placeOfValue(this.#map, name), `"${name}" takes ${wanted}.`);
    return undefined;
  }

  text(name: string): string | undefined {
    const value = this.#get(name, isScalar, 'a text');
    return value === undefined ? undefined : String(keepSpelling(this.#map, name, value));
  }

  scalar(name: string): ConfiguredValue | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : { value, place: placeOfValue(this.#map, name) };
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#get(
      name,
      (node): node is string | readonly string[] =>
        typeof node === 'string' || (Array.isArray(node) && node.every((one) => typeof one === 'string')),
      'a text or a list of texts',
    );
    return typeof value === 'string' ? [value] : value;
  }

  map(name: string): Tree | undefined {
    return this.#get(name, isMap, 'a map');
  }

  /** The members of a map of maps; one without content is an empty map. */
  maps(name: string): readonly (readonly [string, Tree])[] {
    const map = this.map(name);
    if (map === undefined) return [];
    return entriesOf<unknown>(map).flatMap(([key, value]): (readonly [string, Tree])[] => {
      if (isMap(value)) return [[key, value]];
      this.findings.error('config.shape', placeOfKey(map, key), `"${key}" takes a map.`);
      return [];
    });
  }
}
