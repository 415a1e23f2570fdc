import { FORMATS, type Format } from './formats.ts';
import type { Member, ObjectType, ScalarType, Type } from './type.ts';

/** A type as JSON: without where it comes from and the values that samples show but for a few, and with its members as a map. */
export interface WrittenType {
  readonly unknown?: true;
  readonly open?: true;
  readonly null?: true;
  readonly blank?: true;
  readonly boolean?: true;
  readonly number?: WrittenScalar;
  readonly text?: WrittenScalar;
  readonly list?: WrittenType;
  readonly object?: { readonly [name: string]: WrittenType & { readonly optional?: true } };
  /** What members of other names are. */
  readonly rest?: WrittenType;
}

type WrittenScalar = Omit<ScalarType, 'json' | 'shown'> & { readonly json?: WrittenType };

export const writeType = ({
  object,
  list,
  number,
  text,
  origins: _origins,
  only: _only,
  emptied: _emptied,
  ...kinds
}: Type): WrittenType => ({
  ...kinds,
  ...(number === undefined ? {} : { number: writeScalar(number) }),
  ...(text === undefined ? {} : { text: writeScalar(text) }),
  ...(list === undefined ? {} : { list: writeType(list) }),
  ...(object === undefined
    ? {}
    : {
        object: Object.fromEntries(
          [...object.members].map(([name, { type, optional }]) => [
            name,
            { ...(optional ? { optional: true as const } : {}), ...writeType(type) },
          ]),
        ),
        ...(object.rest === undefined ? {} : { rest: writeType(object.rest) }),
      }),
});

const writeScalar = ({ json, shown: _shown, ...rest }: ScalarType): WrittenScalar => ({
  ...rest,
  ...(json === undefined ? {} : { json: writeType(json) }),
});

/** The type that was written. Throws TypeError where it is none. */
export const readType = (written: unknown): Type => {
  const given = mapOf(written);
  return {
    ...flag(given, 'unknown'),
    ...flag(given, 'open'),
    ...flag(given, 'null'),
    ...flag(given, 'blank'),
    ...flag(given, 'boolean'),
    ...(given['number'] === undefined ? {} : { number: scalarOf(given['number']) }),
    ...(given['text'] === undefined ? {} : { text: scalarOf(given['text']) }),
    ...(given['list'] === undefined ? {} : { list: readType(given['list']) }),
    ...(given['object'] === undefined ? {} : { object: objectOf(given) }),
  };
};

const mapOf = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw new TypeError('This is no type: a map was expected.');
};

const flag = <K extends string>(given: Readonly<Record<string, unknown>>, name: K): { [_ in K]?: true } =>
  given[name] === true ? ({ [name]: true } as { [_ in K]?: true }) : {};

const membersOf = (value: unknown): ReadonlyMap<string, Member> =>
  new Map(
    Object.entries(mapOf(value)).map(([name, one]) => [name, { type: readType(one), optional: mapOf(one)['optional'] === true }]),
  );

const objectOf = (given: Readonly<Record<string, unknown>>): ObjectType => ({
  members: membersOf(given['object']),
  ...(given['rest'] === undefined ? {} : { rest: readType(given['rest']) }),
});

const scalarOf = (value: unknown): ScalarType => {
  const { format, examples, closed, json } = mapOf(value);
  const known = FORMATS.find((one): one is Format => one === format);
  if (format !== undefined && known === undefined) throw new TypeError('This is no type: its format is unknown.');
  return {
    ...(known === undefined ? {} : { format: known }),
    examples: textsOf(examples, 'examples'),
    ...(closed === undefined ? {} : { closed: textsOf(closed, 'closed values') }),
    ...(json === undefined ? {} : { json: readType(json) }),
  };
};

const textsOf = (value: unknown, what: string): readonly string[] => {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new TypeError(`This is no type: its ${what} are no list of texts.`);
};
