import { extend, settingScope } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import type { AttributeSpec, ReportEntry } from '../model.ts';
import type { RawAttribute, RawAttributes, RawAttributesFrom } from './report-shape.ts';
import type { Expr } from '../basics/value.ts';
import { declaredKeys, entriesOf, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isMap } from '../validate/accepts.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { lookup, reportValue } from './read-report-value.ts';
import { optionalSource, source, value } from '../reading/values.ts';

/** The words of the language among the attributes' names. */
const words = ['use', 'select', 'from'];

export const attributesOf = (
  raw: RawAttributes | undefined,
  scope: Scope,
  context: Context,
): Pick<ReportEntry, 'select' | 'attributes'> => {
  if (raw === undefined) return { select: undefined, attributes: [] };
  checkTwice(raw, context);
  const named = entriesOf(raw).filter(([name]) => !words.includes(name));
  const from = raw['from'] as RawAttributesFrom | readonly RawAttributesFrom[] | undefined;
  const lists =
    from === undefined
      ? []
      : Array.isArray(from)
        ? itemsOf(from as readonly RawAttributesFrom[]).map(([, one]) => one)
        : [from as RawAttributesFrom];
  const setting = settingScope(scope.variables.get('user') ?? []);
  return {
    select: raw['select'] === undefined ? undefined : source(raw['select'] as Expr, setting, context),
    attributes: [
      ...named.map(([name]) => attribute(raw, name, scope, context)),
      ...lists.map((one) => attributesFrom(one, scope, context)),
    ],
  };
};

/** Names that differ only in case or blanks are one name to a reader. */
const checkTwice = (raw: RawAttributes, { findings }: Context): void => {
  const seen = new Map<string, string>();
  for (const [name] of entriesOf(raw)) {
    const key = name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
    const first = seen.get(key);
    if (first !== undefined)
      findings.error(
        'attribute.twice',
        placeOfKey(raw, name),
        `The attribute \`${name}\` is already there as \`${first}\`.`,
        'Give both values to one of them.',
      );
    seen.set(key, name);
  }
};

const attribute = (all: RawAttributes, name: string, scope: Scope, context: Context): AttributeSpec => {
  const data = all[name];
  const place = placeOfKey(all, name);
  const usual = { kind: 'named', name, rule: 'add', when: undefined, sensitive: false, note: undefined, place } as const;
  if (!isMap(data)) return { ...usual, value: reportValue(all, name, scope, context) };
  const raw = data as RawAttribute & RawMap;
  return {
    ...usual,
    value: attributeValue(raw, all, name, scope, context),
    rule: raw.rule ?? 'add',
    when: optionalSource(raw.when, scope, context),
    sensitive: raw.sensitive ?? false,
    note: raw.note,
  };
};

/** `value`, or `of` and `table`. */
const attributeValue = (
  raw: RawAttribute & RawMap,
  all: RawAttributes,
  name: string,
  scope: Scope,
  context: Context,
): Extract<AttributeSpec, { kind: 'named' }>['value'] => {
  const looksUp = raw.of !== undefined || raw.table !== undefined;
  if (raw.value !== undefined && !looksUp) return reportValue(raw, 'value', scope, context);
  if (raw.of !== undefined && raw.table !== undefined && raw.value === undefined) return lookup(raw, scope, context);
  const known = ['value', 'of', 'table', 'else', 'rule', 'when', 'note', 'sensitive'];
  const place = placeOfKey(all, name);
  // A misspelt or unusable `value` has been reported.
  if ([...declaredKeys(raw)].some((key) => !known.includes(key) || raw[key] === undefined))
    return { kind: 'literal', value: '', place };
  const hint = 'Give `value:`, or `of:` together with `table:`.';
  context.findings.error(
    'attribute.no-value',
    placeOfKey(all, name),
    raw.value === undefined
      ? `The attribute \`${name}\` has no value.`
      : `The attribute \`${name}\` has both \`value\` and a look-up.`,
    hint,
  );
  return { kind: 'literal', value: '', place: placeOfValue(all, name) };
};

const attributesFrom = (raw: RawAttributesFrom, scope: Scope, context: Context): AttributeSpec => {
  const map = raw as unknown as RawMap;
  const element = extend(scope, 'an element of `from`', { record: undefined, parent: undefined });
  return {
    kind: 'from',
    each: source(raw.each, scope, context),
    name: value(map, 'name', element, context),
    value: value(map, 'value', element, context),
    only: raw.only?.filter((one) => one !== undefined),
    rule: raw.rule ?? 'add',
    place: placeOf(map),
  };
};
