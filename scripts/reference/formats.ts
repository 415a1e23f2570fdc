/** The chapter on tables of formats: what they are for, from the formats' shapes every column. */
import type { FormatInfo } from '../../engine/language/basics/vocabulary.ts';
import { printed } from './printed.ts';
import type { Sections } from './sections.ts';

const FORMS = `In what form objects go out is data as well: a table for each format says what becomes of objects by their type and subtype, of
attributes by their name, and of relations by their word and the types at both ends. The tables that come with the package stand under
\`definitions/formats/\`; a file \`formats/NAME.yaml\` in definitions of your own takes the place of one, for all objects. It starts with
\`format: NAME\` and \`version: 1\`.

A pack adds rows under \`formats:\`, inline or in a file beside it that starts in the same way. They are asked before those of the table, of
several packs in the order of their names. What they say of object types and relations holds for all objects, what they say of attributes for
objects that one of the pack's feeds lists. \`validate\` checks tables as it checks definitions: types, subtypes and every word of the format,
rows that are never used, and rows that do not say what becomes of their objects.

Nothing is left out without a word: objects that the table leaves out, and those whose value the format can't have, are counted by the
reason.`;

const STIX = `What follows from the standard, or is chosen, whatever the table says:

- An indicator has a pattern of one comparison, its value as the source gave it. Only what the standard spells otherwise changes: hives of
  the registry are written out, MAC addresses have colons, autonomous systems are numbers. A value that is none of its kind is refused: no
  address, no domain name, a URL with a blank or without a scheme, a hash of another length. An observable, other than a pattern, is refused
  also where a URL has characters that it would have to escape.
- \`created\` is when an object was seen first, \`modified\` when it changed last, \`valid_from\` when it was published. An end becomes \`valid_until\`, a
  second behind \`valid_from\` at the least; what nobody lists any more is \`revoked\`. Listed again it goes on under its id, which is against
  the standard's section 3.6, and which readers take.
- Ids of observables are those that everybody gives them; an extension of our own is not part of them, so that they stay. Other ids follow
  from the producer, the type and the object's identity (\`strict\`), or are those of OpenCTI (\`opencti\`), where a title is not part of them
  and notes have an id of the first kind.
- A relationship goes out once, with its source; with an attachment or a rule where one stands at an end, since their ids, or whether they
  go out, can be told from them alone. What reports and notes are related to stands within them; one that is about nothing is about its
  producer. A word that the relationship type does not say is its description.
- An observable has no times, labels or author. These, and all that the standard has no property for, stand in one extension, attributes as
  a list of names and values. A file goes out once its content is there.
- Of TLP 1 there is no amber+strict: such objects have the markings of amber and, by TLP 2, of amber+strict.`;

const OF_FORMAT: Readonly<Record<string, string>> = { stix: STIX };

/** Names of the sections with the columns of each format. */
export const formatSections = (formats: Readonly<Record<string, FormatInfo>>): readonly string[] =>
  Object.keys(formats).map((name) => `format-${name}`);

export const formatsChapter = (formats: Readonly<Record<string, FormatInfo>>, sections: Sections): string =>
  [
    '## Tables of formats',
    FORMS,
    ...Object.values(formats).map(({ name, example }) =>
      printed(sections.of(`format-${name}`), 3, [
        `\`\`\`yaml\nformat: ${name}\nversion: 1\n${example.trim()}\n\`\`\``,
        ...(OF_FORMAT[name] === undefined ? [] : [OF_FORMAT[name]]),
      ]),
    ),
  ].join('\n\n');
