import type { JsonSchema } from '../../language/basics/shape.ts';
import { indicatorStatuses, indicatorSubtypes, builtInObjectTypes } from '../../language/pack/object-types.ts';
import type { PackView } from '../project/pack-view.ts';
import { alternatives, propertiesOf, schemasInFile, schemasInPack, type FileKind } from '../schema/schemas-at.ts';
import { descriptionOf, schemaDocs, takesScalar, valuesOf, wrote } from '../schema/schema-text.ts';
import { kindOfValue, scopeOf } from '../symbols/in-yaml.ts';
import type { Path } from '../text/tree.ts';
import type { Offer } from './offer.ts';
import type { YamlCursor } from './yaml-cursor.ts';

/** What a file is to the language, and what stands where in it. */
export interface Ground {
  readonly schemas: (path: Path) => readonly JsonSchema[];
  readonly keysAt: (path: Path) => readonly string[];
  /** Names that a value at the path may be. */
  readonly names: (path: Path) => readonly Offer[];
}

export const groundOfPack = (view: PackView, within: Path): Ground => ({
  schemas: (path) => schemasInPack(view, [...within, ...path]),
  keysAt: (path) => view.keysAt([...within, ...path]),
  names: (path) => [...namesFor(view, [...within, ...path]), ...wordsFor(view, [...within, ...path])],
});

export const groundOfFile = (
  kind: FileKind,
  tree: { at(path: Path): { readonly value: unknown } | undefined; keysAt: Ground['keysAt'] },
): Ground => ({
  schemas: (path) => schemasInFile(kind, path, (one) => tree.at(one)?.value),
  keysAt: (path) => tree.keysAt(path),
  names: () => [],
});

const HOLDERS = { endpoint: ['endpoints'], table: ['tables'], fragment: ['fragments'] } as const;

const namesFor = (view: PackView, path: Path): readonly Offer[] => {
  const kind = kindOfValue(path);
  const named = (names: readonly string[], detail: string): readonly Offer[] =>
    names.map((label) => ({ label, kind: 'Reference', detail }));
  if (kind === 'entry') return named(view.keysAt([...scopeOf(path).split('/'), 'report']), 'entry of the report');
  if (kind !== 'endpoint' && kind !== 'table' && kind !== 'fragment') return [];
  return named(view.keysAt(HOLDERS[kind]), kind);
};

/** Words of the model that a value of an entry may be. */
const wordsFor = (view: PackView, path: Path): readonly Offer[] => {
  if (path.at(-3) !== 'report') return [];
  const own = view.values
    .filter(({ path: one }) => one[0] === 'custom_objects' && one.at(-1) === 'code')
    .map(({ entry }) => String(entry.value));
  const words: Readonly<Record<string, readonly string[]>> = {
    type: [...builtInObjectTypes.map(({ code }) => code), ...own],
    subtype: indicatorSubtypes,
    status: indicatorStatuses,
    tlp: ['red', 'amber', 'amber+strict', 'green', 'white'],
  };
  return (words[String(path.at(-1))] ?? []).map((label) => ({ label, kind: 'EnumMember' }));
};

/** What may be written at a place of a YAML text. */
export const offersInYaml = (cursor: YamlCursor, ground: Ground): readonly Offer[] => {
  const schemas = ground.schemas(cursor.path);
  if (cursor.is === 'key') {
    const keys = keyOffers(schemas, ground.keysAt(cursor.path), cursor);
    return cursor.isItem ? [...keys, ...valueOffers(schemas, cursor.path, ground)] : keys;
  }
  return valueOffers(schemas, cursor.path, ground);
};

const keyOffers = (schemas: readonly JsonSchema[], there: readonly string[], cursor: YamlCursor): readonly Offer[] => {
  const found = new Map<string, { readonly schemas: JsonSchema[]; isRequired: boolean }>();
  for (const schema of schemas)
    for (const [name, one] of Object.entries(propertiesOf(schema))) {
      const known = found.get(name) ?? { schemas: [], isRequired: false };
      known.schemas.push(one);
      known.isRequired ||= (schema['required'] as readonly string[] | undefined)?.includes(name) === true;
      found.set(name, known);
    }
  return [...found]
    .filter(([name]) => !there.includes(name))
    .toSorted(([, a], [, b]) => Number(b.isRequired) - Number(a.isRequired))
    .map(([label, { schemas: own, isRequired }]) => {
      const all = own.flatMap((one) =>
        descriptionOf(one) === '' ? alternatives(one, undefined) : [one, ...alternatives(one, undefined)],
      );
      const insert = cursor.hasValue ? label : cursor.isFlow || takesScalar(all) ? `${label}: ` : `${label}:`;
      return { label, kind: 'Property', insert, detail: isRequired ? 'required' : undefined, docs: schemaDocs(all) };
    });
};

const TAGS: Readonly<Record<string, readonly string[]>> = {
  expr: ['!expr'],
  tmpl: ['!tmpl'],
  value: ['!expr', '!tmpl'],
  tree: ['!expr', '!tmpl'],
  'template-or-expr': ['!expr', '!tmpl'],
};

const valueOffers = (schemas: readonly JsonSchema[], path: Path, ground: Ground): readonly Offer[] => {
  const tags = [...new Set(schemas.flatMap((one) => TAGS[String(one['feedwright'])] ?? []))];
  return [
    ...ground.names(path),
    ...schemas.flatMap((one) =>
      valuesOf(one).map((label): Offer => ({
        label,
        kind: label.startsWith('!') ? 'Snippet' : 'EnumMember',
        docs: descriptionOf(one),
        detail: wrote(one),
      })),
    ),
    ...tags.map((tag): Offer => ({
      label: tag,
      kind: 'Keyword',
      insert: `${tag} `,
      detail: tag === '!expr' ? 'JSONata' : 'Handlebars',
    })),
  ];
};
