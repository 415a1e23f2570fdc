/** `schemas/reference.md`: every word of the language, from the schema and the registries. */
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { builtins } from '../../engine/expression/jsonata/builtins/index.ts';
import { functions } from '../../engine/expression/functions/registry.ts';
import { templateHelpers } from '../../engine/expression/template/helpers.ts';
import { lookup } from '../../engine/language/report/report-value.ts';
import { schemaSet } from '../../engine/language/validate/schema-set.ts';
import type { ComponentInfo } from '../../engine/language/basics/vocabulary.ts';
import { checkingChapter } from './checking.ts';
import { destinationsChapter } from './destinations.ts';
import { healthChapter } from './health.ts';
import { diffChapter } from './diff.ts';
import { editorChapter } from './editor.ts';
import { formatsChapter, formatSections } from './formats.ts';
import { functionTable } from './functions.ts';
import { code, link, table } from './markdown.ts';
import { mockChapter } from './mock.ts';
import { printed } from './printed.ts';
import { samplesChapter } from './samples.ts';
import { scopeTables } from './scopes.ts';
import { proofChapter } from './proof.ts';
import { provingChapter } from './proving.ts';
import { timeChapter } from './time.ts';
import { valueRules } from './values.ts';
import { Sections } from './sections.ts';

/** In the order in which an author meets them. */
const SHAPES = [
  'pack',
  'connection',
  'endpoint',
  'request',
  'outcome',
  'feed',
  'supplemental',
  'look-up',
  'action',
  'user-field',
  'object-type',
];

const introduction = `# The definition language, word by word

Made from the schema and the registries by \`npm run generate\`. The README has a feed from the first line to the last. An editor shows the same
sentences where the words stand, and completes and checks them: see ${link('in an editor')}. One that has only the YAML language server is
given \`schemas/definition.schema.json\`, and the two tags by \`"yaml.customTags": ["!expr scalar", "!tmpl scalar"]\` (\`feedwright init\` does both).

A file of definitions is a ${link('pack')}, a ${link('connection')} or an ${link('object-type')}. Two tags are evaluated: \`!expr\` is JSONata,
\`!tmpl\` is Handlebars; all else is a literal. Null reads as missing, a condition that is missing as false.

| type | what is written |
| --- | --- |
| value | a literal text, number or boolean, \`!expr\` or \`!tmpl\` |
| tree of values, map of values | any maps and lists with values at their leaves; \`name?:\` is left out where its value is missing, without \`?\` that is an error |
| literal | anything, without tags |
| duration | ISO 8601: \`P30D\`, \`PT5M\`; months and years have no fixed length and are refused |
| size | a number of bytes, or a text such as \`64 MiB\` |
| map of … | names of one's own, each with such a value |

`;

const KINDS = [
  ['auth', 'auth', 'How requests are authenticated: `auth: { kind: …, … }`.'],
  [
    'decoders',
    'decode',
    [
      'From bytes to records: a list of steps, each `name`, `name?` (only where the bytes say so) or `{ name: { … } }`.',
      'A text is read in the encoding of its byte order mark, else of `encoding:`, else of the `charset` of the content type, else of its own declaration (XML), else as UTF-8. What cannot be read is U+FFFD and a note in the ledger with the count and the first place; where it would be in a key, or in the value of an object, the record is set aside. Integers beyond 2^53 and numbers beyond 1.8e308 stay text, as they came.',
      'A column that the feed reads (in its key, filters, `let`, report, `withdraw`, `state`, the time of its window …) and that the header lacks is a failure, and so is JSON or XML none of whose records has anything of what is read: something else was sent. A column may be missing where the definition says, anywhere in the feed, what happens without it: `name ?? other` (one of both has to be there), `name ?? null`, `$exists(name)`, `name ? … : …`, `$first(name, other)`. Without a column that only an attribute reads the feed goes on, with a note in the ledger; what stands in one branch of a choice, behind an option and `and` or `or`, in an attribute that is not selected, or below `each` is not asked for.',
      'Of a list of bare lines (`lines`, or `csv` with one column and no header) a line that can be no indicator of its `subtype` — a sentence for an FQDN, a URL, an address, a hash — is set aside.',
    ].join('\n\n'),
  ],
  ['paginators', 'paginate', 'How the next page is asked for: `paginate: { kind: …, … }`.'],
  ['states', 'state', 'What is kept between runs other than the clock: `state: { kind: …, … }`.'],
] as const;

const more = ({ stage, sends }: ComponentInfo): readonly string[] => [
  ...(stage === 'bytes' ? ['Gives bytes: `records` needs another step behind it.'] : []),
  ...(sends === undefined || sends.length === 0
    ? []
    : [`The request sends ${sends.map((one) => code(`$page.${one}`)).join(' or ')}.`]),
];

export const reference = (): string => {
  const vocabulary = createVocabulary();
  const components = KINDS.map(([registry, name]) =>
    Object.values<ComponentInfo>(vocabulary[registry]).map((info) => ({ info, name: `${name}.${info.name}` })),
  );
  const sections = new Sections(
    { ...schemaSet(vocabulary), 'look-up': lookup().schema },
    [...SHAPES, ...KINDS.map(([, name]) => name), ...formatSections(vocabulary.formats)],
    Object.fromEntries(components.flat().map(({ info, name }) => [name, info.options.schema])),
  );
  const shapes = SHAPES.map((name) => sections.of(name));
  const described = components.map((kind) =>
    kind.map(({ info, name }) => ({ info, section: sections.of(name, { ...info.options.schema, description: info.summary }) })),
  );
  const places = (name: string): readonly string[] => {
    const all = sections.placesOf(name);
    return all.length === 0 ? [] : [`Stands at ${all.map(code).join(', ')}.`];
  };
  return `${[
    introduction.trimEnd(),
    ...shapes.map((one) => printed(one, 2, places(one.name))),
    ...KINDS.flatMap(([, name, text], index) => [
      `## ${name}\n\n${[text, ...places(name)].join('\n\n')}`,
      ...(described[index] ?? []).map(({ info, section }) =>
        printed(section, 3, [...more(info), `\`\`\`yaml\n${info.example.trim()}\n\`\`\``]),
      ),
    ]),
    formatsChapter(vocabulary.formats, sections),
    `## What a value is\n\n${valueRules()}`,
    `## What an expression sees where\n\n${scopeTables()}`,
    `## Samples\n\n${samplesChapter()}`,
    `## Time, state and windows\n\n${timeChapter()}`,
    `## Checking definitions\n\n${checkingChapter()}`,
    `## In an editor\n\n${editorChapter()}`,
    `## The mock\n\n${mockChapter()}`,
    proofChapter(),
    diffChapter(),
    provingChapter(),
    destinationsChapter(),
    healthChapter(),
    `## Functions\n\nIn expressions:\n\n${functionTable()}`,
    `\`$header\` and \`$link\` belong to answers. Beside these, JSONata's own: ${[...builtins.keys()]
      .filter((name) => functions[name] === undefined)
      .toSorted()
      .map((name) => code(`$${name}`))
      .join(' ')}.`,
    `In templates the same without \`$\`, but \`header\`, \`link\` and \`table\`, as \`{{lower (trim name)}}\`; besides:`,
    table(
      ['helper', 'what it gives', 'example'],
      Object.values(templateHelpers)
        .filter(({ name }) => functions[name] === undefined)
        .map(({ name, summary, examples: [example] }) => [
          code(name),
          summary,
          example === undefined ? '' : `${code(example.call)} → ${code(String(example.result))}`,
        ]),
    ),
  ].join('\n\n')}\n`;
};
