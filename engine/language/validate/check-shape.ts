import { nearest, suggest } from '../basics/nearest.ts';
import type { JsonSchema } from '../basics/shape.ts';
import { memberPosition, nameOf, placeAt, takeAsText } from './position.ts';
import type { Position } from './position.ts';
import { acceptsKind, described, expected, isMap, resolve } from './accepts.ts';
import type { Definitions } from './accepts.ts';
import { declaredKeys } from '../yaml/positions.ts';
import { patternHint, scalarProblem } from './scalar-rules.ts';
import { kindHint } from './kind-hint.ts';
import type { Place } from '../basics/place.ts';

export interface Problem {
  readonly code: string;
  readonly place: Place;
  readonly message: string;
  readonly hint: string;
  /** The value that can't be used; undefined where the rest is fine without it. */
  readonly unusable: Position | undefined;
  /** It follows from what was told before. */
  readonly isTold?: boolean;
  /** The member whose key is not known, and the key that is most likely meant. */
  readonly unknown?: Position;
  readonly meant?: string | undefined;
}

/** Everything about a raw value that its schema refuses; numbers in text positions become text on the way. */
export const checkShape = (reference: JsonSchema, position: Position, definitions: Definitions): readonly Problem[] => {
  const schema = resolve(reference, definitions);
  const { data } = position;
  if (Array.isArray(schema['anyOf']))
    return checkUnion(schema['anyOf'] as readonly JsonSchema[], reference, position, definitions);
  if (!acceptsKind(schema, data, definitions)) return [wrongKind(reference, position, definitions)];
  if (schema['oneOf'] !== undefined) return checkComponent(schema, position, definitions);
  if (schema['type'] === 'object' && isMap(data)) return checkMap(schema, position, data, definitions);
  if (Array.isArray(data) && schema['items'] !== undefined) return checkList(schema, position, data, definitions);
  if (schema['type'] === 'string') takeAsText(position);
  return scalar(schema, schema['type'] === 'string' && typeof data === 'number' ? String(data) : data, position);
};

const scalar = (schema: JsonSchema, data: unknown, position: Position): readonly Problem[] => {
  const problem = scalarProblem(schema, data);
  if (problem === undefined) return [];
  return [
    {
      code: 'definition.wrong-value',
      place: placeAt(position, 'value'),
      message: `${capital(nameOf(position))} ${problem.message}.`,
      hint: problem.hint,
      unusable: position,
    },
  ];
};

const wrongKind = (schema: JsonSchema, position: Position, definitions: Definitions): Problem => ({
  code: 'definition.wrong-type',
  place: placeAt(position, 'value'),
  message: `${capital(nameOf(position))} takes ${expected(schema, definitions)}, but ${described(position.data)} stands there.`,
  hint: kindHint(resolve(schema, definitions), position.data),
  unusable: position,
});

/** The problems of the branch that comes nearest: of the same kind, and with the fewest problems. */
const checkUnion = (
  branches: readonly JsonSchema[],
  schema: JsonSchema,
  position: Position,
  definitions: Definitions,
): readonly Problem[] => {
  const fitting = branches.filter((branch) => acceptsKind(branch, position.data, definitions));
  if (fitting.length === 0) return [wrongKind(schema, position, definitions)];
  const results = fitting.map((branch) => checkShape(branch, position, definitions));
  return results.reduce((best, one) => (one.length < best.length ? one : best));
};

const checkComponent = (schema: JsonSchema, position: Position, definitions: Definitions): readonly Problem[] => {
  const map = position.data as Readonly<Record<string, unknown>>;
  const branches = schema['oneOf'] as readonly JsonSchema[];
  const kinds = branches.map((branch) => String(branch['title']));
  const written = map['kind'];
  if (written === undefined) return [missing('kind', position, suggest('', kinds))];
  const branch = branches.find((one) => one['title'] === written);
  if (branch !== undefined) return checkShape(branch, position, definitions);
  const kind = memberPosition(position, 'kind');
  return [
    {
      code: 'definition.unknown-component',
      place: placeAt(kind, 'value'),
      message: `${capital(nameOf(kind))} can't be ${described(written)}.`,
      hint: suggest(typeof written === 'string' ? written : '', kinds),
      unusable: position,
    },
  ];
};

/** Without these the rest can be checked as it stands. */
const dispensable = new Set(['title', 'label', 'name', 'version', 'source', 'report']);

const missing = (name: string, position: Position, hint = `Add \`${name}:\` here.`): Problem => ({
  code: 'definition.missing-key',
  place: placeAt(position, 'key'),
  message: `${capital(nameOf(position))} has no \`${name}\`.`,
  hint,
  unusable: dispensable.has(name) ? undefined : position,
  // Its value may be one that could not be read.
  isTold: isMap(position.data) && declaredKeys(position.data).has(name),
});

const checkMap = (
  schema: JsonSchema,
  position: Position,
  data: Readonly<Record<string, unknown>>,
  definitions: Definitions,
): readonly Problem[] => {
  const properties = (schema['properties'] ?? {}) as Definitions;
  const required = (schema['required'] ?? []) as readonly string[];
  const members = Object.keys(data).flatMap((key) => checkMember(schema, properties, memberPosition(position, key), definitions));
  const meant = new Set(
    members.flatMap(({ unknown, meant: one }) => (unknown?.container === data && one !== undefined ? [one] : [])),
  );
  return [
    ...required.filter((name) => !Object.hasOwn(data, name) && !meant.has(name)).map((name) => missing(name, position)),
    ...members,
    ...checkCount(schema, Object.keys(data).length, position),
  ];
};

const checkMember = (
  schema: JsonSchema,
  properties: Definitions,
  member: Position,
  definitions: Definitions,
): readonly Problem[] => {
  const key = String(member.key);
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (own !== undefined) return checkShape(own, member, definitions);
  const rest = schema['additionalProperties'];
  if (rest === false) {
    // A short name is near to too many.
    const near = nearest(key, Object.keys(properties), (length) => (length < 3 ? 0 : length < 4 ? 1 : length < 8 ? 2 : 3));
    const isMeant =
      near !== undefined &&
      !Object.hasOwn(member.container ?? {}, near) &&
      acceptsKind(properties[near] as JsonSchema, member.data, definitions);
    return [
      {
        code: 'definition.unknown-key',
        place: placeAt(member, 'key'),
        message: `There is no key \`${key.slice(0, 64)}\` here.`,
        hint: suggest(key, Object.keys(properties)),
        unusable: undefined,
        unknown: member,
        meant: isMeant ? near : undefined,
      },
    ];
  }
  const name = schema['propertyNames'] === undefined ? undefined : scalarProblem(schema['propertyNames'] as JsonSchema, key);
  if (name !== undefined) {
    const pattern = (schema['propertyNames'] as { readonly pattern?: string }).pattern;
    return [
      {
        code: 'definition.bad-name',
        place: placeAt(member, 'key'),
        message: `\`${key.slice(0, 64)}\` can't be a name here.`,
        hint: pattern === undefined ? name.hint : patternHint(pattern),
        unusable: member,
      },
    ];
  }
  return rest === undefined ? [] : checkShape(rest as JsonSchema, member, definitions);
};

const checkList = (
  schema: JsonSchema,
  position: Position,
  data: readonly unknown[],
  definitions: Definitions,
): readonly Problem[] => [
  // An item that was cut out leaves a hole, so that the others keep their places.
  ...data.flatMap((item, index) =>
    item === undefined ? [] : checkShape(schema['items'] as JsonSchema, memberPosition(position, index), definitions),
  ),
  ...checkCount(schema, data.length, position),
];

const checkCount = (schema: JsonSchema, count: number, position: Position): readonly Problem[] => {
  const least = Number(schema['minItems'] ?? schema['minProperties'] ?? 0);
  const most = Number(schema['maxItems'] ?? schema['maxProperties'] ?? Infinity);
  if (count >= least && count <= most) return [];
  const message =
    count < least
      ? `${capital(nameOf(position))} is empty.`
      : `${capital(nameOf(position))} takes at most ${most}, but has ${count}.`;
  return [
    {
      code: 'definition.wrong-count',
      place: placeAt(position, 'value'),
      message,
      hint: count < least ? 'Fill it, or remove the key.' : 'Remove the others.',
      unusable: count < least ? undefined : position,
    },
  ];
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
