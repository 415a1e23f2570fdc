import type { Findings } from '../basics/findings.ts';
import { suggest } from '../basics/nearest.ts';
import { isMap } from '../validate/accepts.ts';
import type { Declared } from '../usage/declared.ts';
import { entriesOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';
import { merge, without } from './merge.ts';

type RawMap = Readonly<Record<string, unknown>>;
type Changeable = Record<string, unknown>;

/** Values that all uses of fragments may come to. */
const MOST_NODES = 50_000;

const sizeOf = (node: unknown): number =>
  typeof node === 'object' && node !== null && !isTagged(node)
    ? Object.values(node).reduce((sum: number, one: unknown) => sum + sizeOf(one), 1)
    : 1;

/** What `defaults:` speaks of. */
type Kind = 'endpoint' | 'feed' | 'entry' | 'action';

/**
 * Puts `defaults:` and the `fragments:` that are used into a pack that has just been read, in place: what stands there
 * wins over later fragments, these over earlier ones, these over the defaults. Gives the fragments, and whether they are used.
 */
export const expandReuse = (raw: RawMap, findings: Findings): readonly Declared[] => {
  if (raw['fragments'] === undefined && raw['defaults'] === undefined) return [];
  const reuse = new Reuse(raw, findings);
  reuse.each(raw['endpoints'], (one) => reuse.whole(one, 'endpoint'));
  reuse.each(raw['actions'], (one) => reuse.whole(one, 'action'));
  reuse.each(raw['feeds'], (one) => {
    const feed = reuse.whole(one, 'feed');
    reuse.each(feed['report'], (entry) => {
      const whole = reuse.whole(entry, 'entry');
      const { attributes } = whole;
      if (isMap(attributes)) (whole as Changeable)['attributes'] = reuse.used(attributes, []);
      return whole;
    });
    return feed;
  });
  return reuse.declared();
};

class Reuse {
  readonly #fragments: RawMap;
  readonly #defaults: RawMap;
  readonly #findings: Findings;
  readonly #used = new Set<string>();
  #taken = 0;

  constructor(raw: RawMap, findings: Findings) {
    const { fragments, defaults } = raw;
    this.#fragments = isMap(fragments) ? fragments : {};
    this.#defaults = isMap(defaults) ? defaults : {};
    this.#findings = findings;
  }

  each(all: unknown, change: (one: RawMap) => RawMap): void {
    if (!isMap(all)) return;
    for (const [name, one] of entriesOf(all)) if (isMap(one)) (all as Changeable)[name] = change(one);
  }

  whole(own: RawMap, kind: Kind): RawMap {
    const defaults = this.#defaults[kind];
    const used = this.used(own, []);
    return isMap(defaults) ? (merge(this.used(defaults, []), used) as RawMap) : used;
  }

  /** A map with the fragments that it uses; `within`: the fragments that this is a part of. */
  used(own: RawMap, within: readonly string[]): RawMap {
    const { use } = own;
    const names = Array.isArray(use) ? (use as readonly unknown[]) : [use];
    // Left where it is: the check of the shape says what is wrong with it.
    if (use === undefined || !names.every((name) => typeof name === 'string')) return own;
    let base: RawMap | undefined;
    for (const [index, name] of names.entries()) {
      const [holder, key] = Array.isArray(use) ? [use as Container, index] : [own, 'use'];
      const fragment = this.#fragment(name as string, holder, key, within);
      if (fragment !== undefined) base = base === undefined ? fragment : (merge(base, fragment) as RawMap);
    }
    const rest = without(own, 'use');
    return base === undefined ? rest : (merge(base, rest) as RawMap);
  }

  #fragment(name: string, holder: Container, key: string | number, within: readonly string[]): RawMap | undefined {
    const found = Object.hasOwn(this.#fragments, name) ? this.#fragments[name] : undefined;
    this.#used.add(name);
    if (within.includes(name)) {
      const way = [...within, name].map((one) => `\`${one}\``).join(' → ');
      this.#findings.error(
        'fragment.cycle',
        placeOfValue(holder, key),
        `The fragments use one another in a circle: ${way}.`,
        'Take one of them out.',
      );
      return undefined;
    }
    if (isMap(found)) return this.#isTooMuch(found, holder, key) ? undefined : this.used(found, [...within, name]);
    if (found === undefined)
      this.#findings.error(
        'fragment.unknown',
        placeOfValue(holder, key),
        `There is no fragment \`${name.slice(0, 64)}\`.`,
        Object.keys(this.#fragments).length === 0
          ? 'Declare it under `fragments:`.'
          : suggest(name, Object.keys(this.#fragments)),
      );
    return undefined;
  }

  #isTooMuch(found: RawMap, holder: Container, key: string | number): boolean {
    const before = this.#taken;
    this.#taken += sizeOf(found);
    if (this.#taken <= MOST_NODES) return false;
    if (before <= MOST_NODES)
      this.#findings.error(
        'fragment.too-much',
        placeOfValue(holder, key),
        `From here on the fragments come to more than a definition needs (${MOST_NODES} values).`,
        'Use smaller ones, or split the pack.',
      );
    return true;
  }

  declared(): readonly Declared[] {
    return Object.keys(this.#fragments).map((name) => ({
      code: 'fragment.unused',
      place: placeOfKey(this.#fragments, name),
      isUsed: this.#used.has(name),
      message: `Nothing uses the fragment \`${name.slice(0, 64)}\`, so its content is not checked.`,
      hint: 'Write `use: [name]` where it belongs, or remove it.',
    }));
  }
}
