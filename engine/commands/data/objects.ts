import { UsageError } from '../../language/basics/errors.ts';
import type { ObjectType } from '../../language/model.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Streamed, ObjectView } from '../../api/views.ts';
import { printTable } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { withStore } from '../../api/store/store-choice.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mockStoreFlag, storeFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import type { Io, Output } from '../shell/io.ts';

interface ObjectFlags extends JsonFlag, StoreFlags {
  readonly type?: string;
  readonly subtype?: string;
  readonly value?: string;
  readonly source?: string;
  readonly status?: string;
  readonly tag?: string;
  readonly attribute?: { readonly name: string; readonly value: string | undefined };
  readonly limit?: number;
  readonly types?: boolean;
}

const attributeQuery = (text: string): ObjectFlags['attribute'] => {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, value: undefined } : { name: text.slice(0, at), value: text.slice(at + 1) };
};

const columns = (identities: boolean) => [
  { title: 'type' },
  { title: 'value', wide: true },
  ...(identities ? [{ title: 'identity', wide: true }] : []),
  { title: 'status' },
  { title: 'published' },
  { title: 'attributes', wide: true },
];

/** Would two of these look the same but for what they are told apart by? */
const areAlike = (objects: readonly ObjectView[]): boolean =>
  new Set(objects.map(({ type, subtype, value }) => JSON.stringify([type, subtype, value]))).size < objects.length;

const identityText = ({ identity = [] }: ObjectView): string =>
  [identity]
    .flat()
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(', ');

/** On a terminal a sensitive value is only known to be there. */
const attributes = (output: Output, object: ObjectView): string =>
  object.attributes
    .map(({ name, value, sensitive }) => `${name}=${sensitive === true && output.isTerminal ? '***' : value}`)
    .join(', ');

const row = (output: Output, object: ObjectView, identities: boolean): readonly string[] => [
  object.subtype === '' ? object.type : `${object.type} (${object.subtype})`,
  object.value,
  ...(identities ? [identityText(object)] : []),
  object.status ?? '',
  object.published_at?.replace('.000Z', 'Z') ?? '',
  attributes(output, object),
];

/** The columns of a table need all rows: so many are shown without `--limit`. */
const SHOWN = 100;

const allTypes = async (io: Io, flags: ObjectFlags): Promise<readonly ObjectType[]> => {
  // A query must not wait for the language.
  const { objectTypes } = await import('../../api/packs/object-types.ts');
  return objectTypes(io, flags);
};

/** A type that nothing has and nobody declares is a slip; one that the store has may come from a pack that has gone. */
const mustBeType = async (io: Io, flags: ObjectFlags, type: string): Promise<void> => {
  const codes = (await allTypes(io, flags)).map(({ code }) => code);
  if (codes.includes(type)) return;
  throw new UsageError('usage.unknown-type', `There is no object type "${harmless(type)}".`, { hint: suggest(type, codes) });
};

const printTypes = async (io: Io, flags: ObjectFlags): Promise<number> => {
  const types = await allTypes(io, flags);
  if (flags.json === true) {
    io.print(
      JSON.stringify(
        types.map(({ code, name, plural, custom, description, fields, subtypes, statuses }) => ({
          code,
          name,
          plural,
          custom,
          description: description ?? null,
          fields,
          subtypes,
          statuses,
        })),
      ),
    );
    return EXIT.fine;
  }
  const rows = types.map(({ code, name, custom, fields }) => [
    code,
    name,
    custom ? 'custom' : '',
    fields.map((field) => `${field.name}${field.required ? '*' : ''}`).join(', '),
  ]);
  printTable(io, [{ title: 'code' }, { title: 'name' }, { title: '' }, { title: 'fields (* required)', wide: true }], rows);
  for (const { code, subtypes, statuses } of types)
    for (const [words, list] of [
      ['subtypes', subtypes],
      ['statuses', statuses],
    ] as const)
      if (list.length > 0) io.print(`${words} of ${code}: ${list.map(harmless).join(', ')}`);
  return EXIT.fine;
};

export const command = defineCommand<ObjectFlags>({
  description: 'Queries the objects of the store. With --json one object a line, sorted by identity.',
  flags: [
    { flags: '--type <type>', help: 'only objects of this type, such as indicator' },
    { flags: '--subtype <subtype>', help: 'only objects of this subtype' },
    { flags: '--value <value>', help: 'only the objects with exactly this value' },
    { flags: '--source <name>', help: 'only objects that this source reported' },
    { flags: '--status <status>', help: 'only objects of this status as it is now, such as Active or Expired' },
    { flags: '--tag <tag>', help: 'only objects with this tag' },
    {
      flags: '--attribute <name[=value]>',
      help: 'only objects with this attribute, and this value of it',
      parse: attributeQuery,
    },
    { flags: '--limit <n>', help: `at most so many (default: all with --json, else ${SHOWN})`, parse: wholeNumber('--limit') },
    {
      flags: '--types',
      help: 'show the object types that there are, with their fields and the subtypes and statuses that are known, instead',
    },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: [
    'feedwright objects --type indicator --limit 20',
    'feedwright objects --attribute "Status=Open" --json',
    'feedwright objects --mock --json',
    'feedwright objects --types',
  ],
  async run(io, flags) {
    if (flags.types === true) return printTypes(io, flags);
    const { type, subtype, value, source, status, tag, attribute, limit } = flags;
    const query = { type, subtype, value, source, status, tag, attribute, now: io.now() };
    return withStore(io, flags, 'read', async (store) => {
      if (flags.json === true) {
        const [first] = await Array.fromAsync(store.objects({ ...query, limit: 1 }));
        if (first === undefined && type !== undefined) await mustBeType(io, flags, type);
        await io.printAll(lines(store.objects({ ...query, limit })));
        return EXIT.fine;
      }
      const most = limit ?? SHOWN;
      const found = await Array.fromAsync(store.objects({ ...query, limit: most + 1 }));
      const identities = areAlike(found.slice(0, most));
      const rows = found.slice(0, most).map((object) => row(io.stdout, object, identities));
      if (rows.length > 0) printTable(io, columns(identities), rows);
      if (rows.length === 0 && type !== undefined) await mustBeType(io, flags, type);
      if (rows.length === 0) io.note('no objects');
      else if (found.length > most) io.note(`there are more than ${most}: narrow it down, or give --limit or --json`);
      return EXIT.fine;
    });
  },
});

async function* lines(objects: Streamed<ObjectView>): AsyncGenerator<string> {
  for await (const object of objects) yield JSON.stringify(object);
}
