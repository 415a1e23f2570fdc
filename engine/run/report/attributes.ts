import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import type { AttributeSpec, ReportEntry } from '../../language/model.ts';
import { SharedAttribute, type MappedAttribute } from '../../object/mapped-object.ts';
import type { MappingCounts } from './mapping-counts.ts';
import { textOf, textsOf } from './scalars.ts';
import { bindOptional } from './skipped.ts';

export type BoundAttributes = (context: unknown, scope: Scope) => readonly MappedAttribute[];

type Emit = (context: unknown, scope: Scope, into: MappedAttribute[]) => void;

/** `settings` holds `$user`: which attributes come in is decided once, not per record. */
export function bindAttributes(
  entry: ReportEntry,
  evaluator: Evaluator,
  settings: Scope,
  counts: MappingCounts,
): BoundAttributes {
  const selected = selection(entry, evaluator, settings);
  const emitters = entry.attributes
    .filter((spec) => spec.kind === 'from' || selected === undefined || selected.has(spec.name))
    .map((spec) => bindAttribute(spec, entry.name, evaluator, counts));
  return (context, scope) => {
    const into: MappedAttribute[] = [];
    for (const emit of emitters) emit(context, scope, into);
    return into;
  };
}

/** Names of the attributes that come in; undefined: all. */
export function selection(entry: ReportEntry, evaluator: Evaluator, settings: Scope): ReadonlySet<string> | undefined {
  if (entry.select === undefined) return undefined;
  return new Set(textsOf(evaluator.expr(entry.select).evaluate(undefined, settings), entry.select.place));
}

function bindAttribute(spec: AttributeSpec, entry: string, evaluator: Evaluator, counts: MappingCounts): Emit {
  return spec.kind === 'named' ? bindNamed(spec, entry, evaluator, counts) : bindFrom(spec, entry, evaluator, counts);
}

function bindNamed(
  spec: Extract<AttributeSpec, { kind: 'named' }>,
  entry: string,
  evaluator: Evaluator,
  counts: MappingCounts,
): Emit {
  const { name, rule, sensitive, place } = spec;
  const value = bindOptional(spec.value, evaluator);
  const when = spec.when && counts.condition({ entry, part: 'attribute.when', name }, spec.when, evaluator);
  const line = counts.line({ entry, part: 'attribute', name }, spec.value, value.reads);
  const values = evaluator.remembered(value.reads, (context, scope): readonly SharedAttribute[] => {
    const texts = textsOf(value.evaluate(context, scope), place);
    const different = texts.length < 2 ? texts : [...new Set(texts)];
    return different.map((text) => new SharedAttribute({ name, value: text, rule, sensitive }));
  });
  const emit: Emit = (context, scope, into) => {
    const given = values(context, scope);
    line?.count(given.length > 0, context);
    // Nearly always there is one: a loop over it would cost as much again as counting it.
    if (given.length === 1) into.push(given[0] as SharedAttribute);
    else for (const one of given) into.push(one);
  };
  if (when === undefined) return emit;
  return (context, scope, into) => {
    if (when(context, scope)) emit(context, scope, into);
  };
}

/** Names that come as data. */
function bindFrom(
  spec: Extract<AttributeSpec, { kind: 'from' }>,
  entry: string,
  evaluator: Evaluator,
  counts: MappingCounts,
): Emit {
  const each = evaluator.expr(spec.each);
  const name = spec.name && evaluator.value(spec.name);
  const value = spec.value && bindOptional(spec.value, evaluator);
  const only = spec.only && new Set(spec.only);
  const line = counts.line({ entry, part: 'attributes.from' }, spec.each, each.reads);
  const emit: Emit = (context, scope, into) => {
    const given = each.evaluate(context, scope);
    if (given === undefined) return;
    const own = { ...scope, parent: context };
    for (const [key, element] of name === undefined ? membersOf(given, spec.place) : elementsOf(given)) {
      const called = textOf(name === undefined ? key : name.evaluate(element, own), spec.place);
      if (called === undefined || (only !== undefined && !only.has(called))) continue;
      if (called.length > 200)
        throw new EngineError('report.attribute-name', 'An attribute name from the data is longer than 200 characters.', {
          place: spec.place,
        });
      for (const text of textsOf(value === undefined ? element : value.evaluate(element, own), spec.place))
        into.push({ name: called, value: text, rule: spec.rule, sensitive: false });
    }
  };
  return (context, scope, into) => {
    const before = into.length;
    emit(context, scope, into);
    line?.count(into.length > before, context);
  };
}

type Named = readonly (readonly [string | undefined, unknown])[];

const elementsOf = (given: unknown): Named =>
  (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map((element) => [undefined, element]);

function membersOf(given: unknown, place: Place): Named {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return Object.entries(given);
  throw new EngineError(
    'report.not-a-map',
    `A map of names and values was expected, and \`entries\` gave ${Array.isArray(given) ? 'a list' : `a ${typeof given}`}.`,
    { place, hint: 'Of a list take `each` with `name` and `value`, or put its maps together: $merge(…).' },
  );
}
