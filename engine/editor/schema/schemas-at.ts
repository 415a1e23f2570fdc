import { createVocabulary } from '../../components/vocabulary.ts';
import type { JsonSchema } from '../../language/basics/shape.ts';
import { tableShape } from '../../language/format-table/table-shape.ts';
import { schemaSet } from '../../language/validate/schema-set.ts';
import { mockShape } from '../../mock/definition/mock-shape.ts';
import { caseShape } from '../../proof/case/case-shape.ts';
import type { PackView } from '../project/pack-view.ts';
import type { Path } from '../text/tree.ts';

type Schemas = readonly JsonSchema[];
/** The value at a path of the file, or pack. */
type ValueAt = (path: Path) => unknown;

const vocabulary = createVocabulary();
const tables = Object.values(vocabulary.formats).map((format) => tableShape(format).schema);

let shapes: Readonly<Record<string, JsonSchema>> | undefined;
const defs = (): Readonly<Record<string, JsonSchema>> =>
  (shapes ??= { ...schemaSet(vocabulary), table: { oneOf: tables }, mock: mockShape.schema, case: caseShape.schema });

const isSchema = (node: unknown): node is JsonSchema => typeof node === 'object' && node !== null && !Array.isArray(node);
const listed = (node: unknown): Schemas => (Array.isArray(node) ? node.filter(isSchema) : []);

/** The alternatives that a schema comes to; of a component's kinds the one that is written, where one is. */
export const alternatives = (schema: JsonSchema, kind: unknown): Schemas => {
  const { $ref, anyOf, oneOf } = schema as { readonly $ref?: unknown; readonly anyOf?: unknown; readonly oneOf?: unknown };
  if (typeof $ref === 'string') {
    const target = defs()[$ref.replace('#/$defs/', '')];
    return target === undefined ? [] : alternatives(target, kind);
  }
  const all = [...listed(anyOf), ...listed(oneOf)];
  if (all.length === 0) return [schema];
  const chosen = all.filter((one) => kindOf(one) === kind);
  return [schema, ...(chosen.length > 0 ? chosen : all)].flatMap((one) => (one === schema ? [schema] : alternatives(one, kind)));
};

const kindOf = (schema: JsonSchema): unknown =>
  (propertiesOf(schema)['kind'] as { readonly const?: unknown } | undefined)?.const ?? null;

export const propertiesOf = ({ properties }: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (isSchema(properties) ? properties : {}) as Readonly<Record<string, JsonSchema>>;

const below = (schema: JsonSchema, key: string | number): Schemas => {
  const own = propertiesOf(schema);
  if (Object.hasOwn(own, String(key))) return [own[String(key)] as JsonSchema];
  if (typeof key === 'number' && isSchema(schema['items'])) return [schema['items']];
  return isSchema(schema['additionalProperties']) ? [schema['additionalProperties']] : [];
};

const walk = (start: Schemas, from: Path, steps: Path, valueAt: ValueAt): Schemas => {
  let found = start;
  for (const [index, step] of [...steps, undefined].entries()) {
    const kind = valueAt([...from, ...steps.slice(0, index), 'kind']);
    found = found.flatMap((one) => alternatives(one, kind));
    if (step !== undefined) found = found.flatMap((one) => below(one, step));
  }
  return found;
};

/** Fragments use fragments, as deep as this is followed. */
const DEEPEST = 4;

/** What a value at a path of a pack may be; in a fragment, what it may be where the fragment is used. */
export const schemasInPack = (view: PackView, path: Path, depth = 0): Schemas => {
  const valueAt: ValueAt = (one) => view.at(one)?.entry.value;
  const [first, second, ...rest] = path;
  const root = defs()['pack'] as JsonSchema;
  if (first === 'fragments' && second !== undefined && depth < DEEPEST)
    return usersOf(view, String(second)).flatMap((user) => schemasInPack(view, [...user, ...rest], depth + 1));
  const ofDefault = first === 'defaults' ? DEFAULTS[String(second)] : undefined;
  if (ofDefault !== undefined) return walk([root], [], [...ofDefault, ...rest], valueAt);
  return walk([root], [], path, valueAt);
};

const DEFAULTS: Readonly<Record<string, Path>> = {
  endpoint: ['endpoints', ''],
  feed: ['feeds', ''],
  entry: ['feeds', '', 'report', ''],
  action: ['actions', ''],
};

/** The maps that use a fragment. */
const usersOf = (view: PackView, name: string): readonly Path[] =>
  view.values.flatMap(({ path, entry: { value } }) => {
    if (value !== name) return [];
    if (path.at(-1) === 'use') return [path.slice(0, -1)];
    return path.at(-2) === 'use' ? [path.slice(0, -2)] : [];
  });

/** The kinds of files that are no parts of packs. */
export type FileKind = 'mock' | 'case' | 'table';

/** The same for a file of its own. */
export const schemasInFile = (kind: FileKind, path: Path, valueAt: ValueAt): Schemas =>
  walk([defs()[kind] as JsonSchema], [], path, valueAt);
