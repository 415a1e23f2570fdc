import { anyOf, choice, described, list, map, object, reference, text } from '../basics/shape.ts';
import type { JsonSchema, Shape } from '../basics/shape.ts';
import { tableCell } from '../basics/common-shapes.ts';
import type { Columns, FormatInfo } from '../basics/vocabulary.ts';

const words = () => anyOf(text({ minLength: 1 }), list(text({ minLength: 1 }), { minItems: 1 }));

const objectRow = (columns: Columns) =>
  object(
    { type: described(words(), 'The object types that the row is for.') },
    {
      subtype: described(words(), 'The subtypes that it is for; without this all.'),
      leave_out: described(text({ minLength: 1 }), 'Such objects do not go out, for this reason, under which they are counted.'),
      ...columns,
    },
    { description: 'What becomes of an object. The first row that fits counts.' },
  );

const attributeRow = (columns: Columns) =>
  object(
    { name: described(words(), 'The names of the attributes that the row is for, in any case.') },
    { type: described(words(), 'The object types that it is for; without this all.'), ...columns },
    { description: 'What becomes of an attribute. The first row that fits counts; without one it goes where all others go.' },
  );

const relationRow = (columns: Columns) =>
  object(
    {},
    {
      as: described(words(), 'The words in `as` that the row is for, in any case; without this relations without a word.'),
      from: described(words(), 'The object types that the relation starts at; without this all.'),
      to: described(words(), 'The object types that it leads to; without this all.'),
      ...columns,
    },
    { description: 'What becomes of a relation. The first row that fits counts.' },
  );

const parts = ({ objects, attributes, relations, vocabularies }: FormatInfo) => ({
  objects: described(list(objectRow(objects)), 'What becomes of objects, by type and subtype.'),
  attributes: described(list(attributeRow(attributes)), 'What becomes of attributes, by name.'),
  relations: described(list(relationRow(relations)), 'What becomes of relations, by word and by the types at both ends.'),
  vocabularies: described(
    object({}, vocabularies),
    "Words of sources and the format's words for them: `{ RAT: remote-access-trojan }`; in any case.",
  ),
});

/** A vocabulary that a format has. */
export const vocabulary = (description: string) => described(map(tableCell()), description);

/** What a pack may add to the table of a format. */
export const rowsShape = (format: FormatInfo) => object({}, parts(format), { description: format.summary });

/** A file with the table of a format, or with what a pack adds to it. */
export const tableShape = (format: FormatInfo) =>
  object(
    {
      format: described(choice(format.name), 'The format that the table is for.'),
      version: described(choice(1), "The version of the table's language."),
    },
    parts(format),
    { description: format.summary },
  );

export type RawRows = NonNullable<ReturnType<typeof rowsShape>['type']>;

/** `formats` of a pack, which its shape refers to. */
export const formatsShape = (formats: Readonly<Record<string, FormatInfo>>): JsonSchema =>
  object(
    {},
    Object.fromEntries(
      Object.values(formats).map((format) => [
        format.name,
        described(
          anyOf(text({ minLength: 1, maxLength: 500 }), reference<RawRows>(`format-${format.name}`)),
          `Rows for ${format.name}: inline, or a file beside the pack.`,
        ) as Shape<unknown>,
      ]),
    ),
  ).schema;
