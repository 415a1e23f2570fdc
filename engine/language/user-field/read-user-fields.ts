import { parseInstant } from '../basics/instant.ts';
import type { Choice, UserField, UserFieldBase } from './user-field-model.ts';
import { suggest } from '../basics/nearest.ts';
import type { RawUserField } from './user-field-shape.ts';
import { declaredKeys, entriesOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { choicesOf } from './read-choices.ts';
import { lines, numeric, textual } from './read-default.ts';
import type { Said, Wrong } from './read-default.ts';
import { readLiteral } from '../reading/values.ts';

type RawFields = Readonly<Record<string, RawUserField>>;
type Report = Pick<Context, 'findings' | 'sources'>;

/** One field as it was put together: the raw maps that say something of it, the first one first. */
interface Layered {
  readonly name: string;
  readonly layers: readonly RawUserField[];
  readonly place: UserField['place'];
}

/**
 * The fields of several layers in their order; a later layer's field of the same name replaces what it says. `scope`: what their
 * `required_when` may name.
 */
export const userFieldsOf = (layers: readonly (RawFields | undefined)[], scope: Scope, context: Report): readonly UserField[] => {
  const fields = new Map<string, Layered>();
  for (const layer of layers) {
    for (const [name, raw] of layer === undefined ? [] : entriesOf(layer)) {
      const known = fields.get(name);
      fields.set(name, { name, layers: [...(known?.layers ?? []), raw], place: placeOfKey(layer as RawFields, name) });
    }
  }
  return [...fields.values()].map((field) => userField(field, scope, context)).filter((field) => field !== undefined);
};

const userField = (field: Layered, scope: Scope, { findings, sources }: Report): UserField | undefined => {
  const { name, layers, place } = field;
  const said = (key: keyof RawUserField): RawUserField | undefined => layers.findLast((layer) => layer[key] !== undefined);
  const type = said('type')?.type;
  const label = said('label')?.label;
  if (type === undefined || label === undefined) {
    const missing = type === undefined ? 'type' : 'label';
    // One that was given and could not be used has been reported.
    if (layers.some((layer) => declaredKeys(layer).has(missing))) return undefined;
    findings.error(
      'user-field.incomplete',
      place,
      `The user field \`${name}\` has no \`${missing}\`.`,
      'Only a field that replaces one of the connection or the pack may leave it out.',
    );
    return undefined;
  }
  for (const layer of layers) {
    if (layer.type === undefined || layer.type === type) continue;
    findings.error(
      'user-field.other-type',
      placeOfValue(layers.at(-1) as RawMap, 'type'),
      `The user field \`${name}\` is \`${layer.type}\` elsewhere and can't be \`${type}\` here.`,
      'A field that is declared again may change label, help and default, not its type.',
    );
  }
  checkWords(field, type, findings);
  const base = {
    name,
    label,
    help: said('help')?.help,
    ...requirementOf(field, scope, { findings, sources }),
    advanced: said('advanced')?.advanced ?? false,
    place,
  };
  return { ...base, ...typed(type, field, said, findings) };
};

/** Of the innermost layer that says whether a value is needed. */
const requirementOf = (
  { name, layers }: Layered,
  scope: Scope,
  { findings, sources }: Report,
): Pick<UserField, 'required' | 'requiredWhen'> => {
  const layer = layers.findLast((one) => one.required !== undefined || one.required_when !== undefined);
  const { required = false, required_when: requiredWhen } = layer ?? {};
  if (requiredWhen !== undefined) sources.check(requiredWhen, scope);
  if (required && requiredWhen !== undefined)
    findings.error(
      'user-field.always-required',
      placeOfKey(layer as RawMap, 'required_when'),
      `\`${name}\` is always required, so \`required_when\` says nothing.`,
      'Remove `required: true`, or `required_when`.',
    );
  return { required, requiredWhen };
};

const words: Readonly<Record<string, readonly UserField['type'][]>> = {
  choices: ['select', 'multiselect'],
  minimum: ['number'],
  maximum: ['number'],
  integer: ['number'],
  max_length: ['text', 'textarea', 'url'],
  pattern: ['text', 'textarea', 'url'],
};

const checkWords = ({ name, layers }: Layered, type: UserField['type'], findings: Context['findings']): void => {
  for (const layer of layers) {
    for (const [word, types] of Object.entries(words)) {
      if (!Object.hasOwn(layer, word) || types.includes(type)) continue;
      findings.error(
        'user-field.wrong-word',
        placeOfKey(layer as RawMap, word),
        `\`${word}\` says nothing for the user field \`${name}\` of type \`${type}\`.`,
        `It belongs to the type${types.length > 1 ? 's' : ''} ${types.map((one) => `\`${one}\``).join(', ')}.`,
      );
    }
  }
};

type Rest = UserField extends infer F ? (F extends UserField ? Omit<F, keyof UserFieldBase> : never) : never;

const checkBounds = ({ name, place }: Layered, said: Said, findings: Context['findings']): void => {
  const [minimum, maximum] = [said('minimum')?.minimum, said('maximum')?.maximum];
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return;
  findings.error(
    'user-field.no-number',
    place,
    `The user field \`${name}\` would accept no number: its minimum is above its maximum.`,
    'Swap the two.',
  );
};

const typed = (type: UserField['type'], field: Layered, said: Said, findings: Context['findings']): Rest => {
  const layer = said('default');
  const given = layer === undefined ? undefined : readLiteral(layer as RawMap, 'default');
  const wrong = (takes: string): undefined => {
    findings.error(
      'user-field.wrong-default',
      placeOfValue(layer as RawMap, 'default'),
      `The default of the user field \`${field.name}\` does not fit its type \`${type}\`.`,
      takes,
    );
    return undefined;
  };
  switch (type) {
    case 'text':
    case 'textarea':
    case 'url':
      return { type, ...textual(given, said, wrong) };
    case 'secret':
      if (layer !== undefined)
        findings.error(
          'user-field.secret-default',
          placeOfKey(layer as RawMap, 'default'),
          `The secret \`${field.name}\` can't have a default.`,
          'Remove the default: a secret never stands in a definition.',
        );
      return { type };
    case 'boolean':
      if (given !== undefined && typeof given !== 'boolean') wrong('Write `true` or `false`.');
      return { type, default: given === true };
    case 'number':
      checkBounds(field, said, findings);
      return { type, ...numeric(given, said, wrong) };
    case 'select':
    case 'multiselect':
      return chosen(type, given, field, said, findings, wrong);
    case 'lines':
      return { type, default: lines(given, wrong) };
    case 'date':
      if (given !== undefined && (typeof given !== 'string' || parseInstant(given) === undefined))
        wrong('Write an ISO 8601 date such as `2024-05-31`.');
      return { type, ...(typeof given === 'string' ? { default: given } : {}) };
    default:
      return type satisfies never;
  }
};

const chosen = (
  type: 'select' | 'multiselect',
  given: unknown,
  field: Layered,
  said: Said,
  findings: Context['findings'],
  wrong: Wrong,
): Rest => {
  const layer = said('choices');
  const choices = layer === undefined ? [] : choicesOf(layer as RawMap);
  if (layer === undefined)
    findings.error(
      'user-field.no-choices',
      field.place,
      `The user field \`${field.name}\` of type \`${type}\` has no \`choices\`.`,
      'Add `choices: [A, B]`, or `choices: { value: Label }`.',
    );
  const hint = (one: unknown): string =>
    suggest(
      String(one),
      choices.map((choice) => String(choice.value)),
    );
  const isChoice = (one: unknown): boolean => choices.some((choice) => choice.value === one);
  if (type === 'select') {
    if (given !== undefined && !isChoice(given)) wrong(hint(given));
    return { type, choices, ...(given === undefined ? {} : { default: given as Choice['value'] }) };
  }
  const all = given === undefined ? [] : Array.isArray(given) ? (given as Choice['value'][]) : [given as Choice['value']];
  const unknown = all.find((one) => !isChoice(one));
  if (unknown !== undefined) wrong(hint(unknown));
  return { type, choices, default: all };
};
