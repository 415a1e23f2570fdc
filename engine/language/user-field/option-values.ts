import { parseInstant } from '../basics/instant.ts';
import type { Choice, UserField } from './user-field-model.ts';
import { suggest } from '../basics/nearest.ts';
import { Findings } from '../basics/findings.ts';
import type { Diagnostic, Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';

/** A value as it was given: text from the command line or the environment, or whatever a YAML file holds. */
export interface RawValue {
  readonly value: unknown;
  /** Where it comes from, for messages: `--set`, a variable's name, a file. */
  readonly from: string;
  readonly place?: Place | undefined;
}

export interface ReadOptions {
  /** Every declared option, `undefined` where it has no value. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The variable of the environment that sets an option; never without the pack, for two vendors both have a `host`. */
export const environmentName = (pack: string, field: string): string =>
  `FEEDWRIGHT_${pack}_${field}`.toUpperCase().replaceAll('-', '_');

/**
 * What was given as the fields' types read it, defaults for the rest. `pack` names the environment's variable in hints; `holds`
 * decides a `required_when` over the values.
 */
export const readOptions = (
  fields: readonly UserField[],
  given: Readonly<Record<string, RawValue>>,
  pack?: string,
  holds: (test: Expr, values: ReadOptions['values']) => boolean = () => false,
): ReadOptions => {
  const findings = new Findings();
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const givenFor = ({ name }: UserField): RawValue | undefined => (Object.hasOwn(given, name) ? given[name] : undefined);
  const missing: UserField[] = [];
  for (const field of fields) {
    const read = optionOf(field, givenFor(field), findings);
    values[field.name] = Object.freeze(read?.value);
    if (read !== undefined && (read.value === undefined || (Array.isArray(read.value) && read.value.length === 0)))
      missing.push(field);
  }
  for (const field of missing) {
    const { required, requiredWhen } = field;
    if (!required && (requiredWhen === undefined || !holds(requiredWhen, values))) continue;
    checkRequired(field, givenFor(field)?.place ?? field.place, pack, findings);
  }
  const names = fields.map((field) => field.name);
  for (const [name, { from, place }] of Object.entries(given)) {
    if (names.includes(name)) continue;
    findings.error(
      'option.unknown',
      place ?? { file: from, line: 1, column: 1 },
      `There is no option \`${name.slice(0, 64)}\` (given by ${from}).`,
      suggest(name, names),
    );
  }
  return { values: Object.freeze(values), diagnostics: findings.sorted() };
};

/** Undefined where what was given can't be used, which is told. */
const optionOf = (field: UserField, given: RawValue | undefined, findings: Findings): { readonly value: unknown } | undefined => {
  const read = given === undefined ? undefined : readValue(field, given.value);
  if (read === undefined) return { value: defaultOf(field) };
  if ('value' in read) return read;
  findings.error(
    'option.wrong-value',
    given?.place ?? field.place,
    `The option \`${field.name}\` (given by ${given?.from}) ${read.problem}.`,
    read.hint,
  );
  return undefined;
};

const checkRequired = (field: UserField, place: Place, pack: string | undefined, findings: Findings): void => {
  const { name, label, requiredWhen } = field;
  const why = requiredWhen === undefined ? '' : `, since \`${shortSource(requiredWhen)}\``;
  const byEnvironment = pack === undefined ? '' : ` or set the environment variable \`${environmentName(pack, name)}\``;
  findings.error(
    'option.required',
    place,
    `The option \`${name}\` (${label}) is required${why}.`,
    `Give \`--set ${name}=…\`${byEnvironment}.`,
  );
};

/** On one line, for messages. */
export const shortSource = ({ source }: Expr): string => {
  const line = source.trim().replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

const defaultOf = (field: UserField): unknown =>
  field.type === 'url' && field.default !== undefined ? normalizeUrl(field.default) : field.default;

type Read = { readonly value: unknown } | { readonly problem: string; readonly hint: string };

const wrong = (problem: string, hint: string): Read => ({ problem, hint });

/** Reads one value by its field's type; a blank text is missing. */
const readValue = (field: UserField, value: unknown): Read => {
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'secret':
    case 'url':
      return readText(field, value);
    case 'boolean':
      return readBoolean(value);
    case 'number':
      return readNumber(field, value);
    case 'select': {
      if (isBlank(value)) return { value: undefined };
      const choice = choiceOf(field.choices, value);
      return choice === undefined ? noChoice(field.choices, value) : { value: choice.value };
    }
    case 'multiselect':
      return readSeveral(field.choices, value);
    case 'lines':
      return Array.isArray(value) || typeof value === 'string' || typeof value === 'number'
        ? { value: partsOf(value) }
        : wrong('takes a list of texts', 'Give them with commas or line ends between them.');
    case 'date':
      if (isBlank(value)) return { value: undefined };
      return typeof value === 'string' && parseInstant(value) !== undefined
        ? { value: value.trim() }
        : wrong('is no date', 'Write an ISO 8601 date or instant such as `2024-05-31`.');
    default:
      return field satisfies never;
  }
};

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

type TextField = Extract<UserField, { type: 'text' | 'textarea' | 'url' | 'secret' }>;

const readText = (field: TextField, value: unknown): Read => {
  if (isBlank(value)) return { value: undefined };
  if (typeof value !== 'string' && typeof value !== 'number') return wrong('takes a text', 'Put it in quotes.');
  const text = field.type === 'textarea' || field.type === 'text' ? String(value) : String(value).trim();
  if (field.type === 'secret') return { value: text };
  if (field.maxLength !== undefined && text.length > field.maxLength)
    return wrong(`is ${text.length} characters long, but takes at most ${field.maxLength}`, 'Shorten it.');
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(text))
    return wrong('does not have the form that it must have', `It must match \`${field.pattern}\`.`);
  if (field.type !== 'url') return { value: text };
  const url = normalizeUrl(text);
  return url === undefined
    ? wrong('is no address', 'Write a host such as `api.example.com`, or an address with `https://`.')
    : { value: url };
};

/** `https://host/path` without a slash at the end; a scheme that is given stays. Undefined where it is no web address, or holds a password. */
export const normalizeUrl = (text: string): string | undefined => {
  const trimmed = text.trim();
  const address = (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`).replace(/\/+$/, '');
  if (!URL.canParse(address) || /\s/.test(address)) return undefined;
  const { protocol, username, password, hostname } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' && username === '' && password === ''
    ? address
    : undefined;
};

const truth: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
  '': false,
};

const readBoolean = (value: unknown): Read => {
  const known =
    value === undefined || value === null
      ? false
      : typeof value === 'boolean'
        ? value
        : truth[String(value).trim().toLowerCase()];
  return known === undefined ? wrong('is neither true nor false', 'Write `true` or `false`.') : { value: known };
};

const readNumber = (field: Extract<UserField, { type: 'number' }>, value: unknown): Read => {
  if (isBlank(value)) return { value: undefined };
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim()));
  const number = isNumber ? Number(value) : Number.NaN;
  const { minimum, maximum } = field;
  if (!Number.isFinite(number)) return wrong('is no number', 'Write a number such as `70`.');
  if (field.integer === true && !Number.isInteger(number))
    return wrong('takes whole numbers only', `Write ${Math.round(number)}.`);
  if (minimum !== undefined && number < minimum)
    return wrong(`is below ${minimum}`, `Write a number ${between(minimum, maximum)}.`);
  if (maximum !== undefined && number > maximum)
    return wrong(`is above ${maximum}`, `Write a number ${between(minimum, maximum)}.`);
  return { value: number };
};

const between = (minimum: number | undefined, maximum: number | undefined): string =>
  minimum === undefined ? `up to ${maximum}` : maximum === undefined ? `from ${minimum} on` : `from ${minimum} to ${maximum}`;

/** By value, else by label; case does not matter. */
const choiceOf = (choices: readonly Choice[], value: unknown): Choice | undefined => {
  const text = String(value).trim();
  const folded = text.toLowerCase();
  return (
    choices.find((one) => one.value === value) ??
    choices.find((one) => String(one.value) === text || one.label === text) ??
    choices.find((one) => String(one.value).toLowerCase() === folded || one.label.toLowerCase() === folded)
  );
};

const noChoice = (choices: readonly Choice[], value: unknown): Read =>
  wrong(
    `can't be \`${String(value).slice(0, 40)}\``,
    suggest(
      String(value),
      choices.map((one) => String(one.value)),
    ),
  );

const readSeveral = (choices: readonly Choice[], value: unknown): Read => {
  if (isBlank(value)) return { value: [] };
  const whole = typeof value === 'string' ? choiceOf(choices, value) : undefined;
  const parts = whole !== undefined ? [value] : Array.isArray(value) ? (value as readonly unknown[]) : partsOf(value);
  const chosen: Choice['value'][] = [];
  for (const part of parts) {
    const choice = choiceOf(choices, part);
    if (choice === undefined) return noChoice(choices, part);
    if (!chosen.includes(choice.value)) chosen.push(choice.value);
  }
  return { value: chosen };
};

/** Entries without blanks around them; a text is cut at commas and line ends. */
const partsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.map(String) : String(value).split(/[,\r\n]/))
    .map((part) => part.trim())
    .filter((part) => part !== '');
