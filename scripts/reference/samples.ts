/** What `validate` knows from samples: the chapter of the reference. Held by `test/inference`. */
import { table } from './markdown.ts';

const FINDINGS: readonly (readonly [code: string, means: string, wrong: string, right: string])[] = [
  [
    '`path.misspelt`',
    'No sample has the name, and it is a slip of one that they have (or of one that the definition itself made): another case, a letter more, less, other or swapped.',
    '`!expr countri`',
    '`!expr country`',
  ],
  [
    '`path.not-in-samples`',
    'No sample has the name, nor one like it; or a text, number or boolean is asked for a member.',
    '`!expr severity`',
    'the same, with `optional: [severity]` at the endpoint, or with a sample that has it',
  ],
];

export const samplesChapter = (): string =>
  [
    "The `samples` of an endpoint or an action are read as its answers are, by its `decode` and its `records` or `record`; from them on every expression over the vendor's data is followed: through paths, predicates, conditions, blocks, functions and lambdas. A name in a path that no sample has is a warning at its line and column.",
    table(['code', 'what it says', 'found', 'right'], FINDINGS),
    'A key of any sample is known. One that is null, an empty list, an empty object or a blank cell in all of them is known as well, and nothing is said of what it may have inside. `optional` makes one more member known (as the standard of STIX does for `stix`), by its full path (`evidence.imageFile.sha256`), and leaves what is around it as it is. After a finding nothing more is said of the same path.',
    'A text that stands in several places (a fragment, a connection, feeds with several sources) is a finding only where it lacks in all of them. Of the body of an answer with an error no sample tells: nothing is said of an outcome with a `status`, and of other outcomes only what is a slip. Nor is anything said of an endpoint or action without samples, of one with a sample that can not be read in this way or is larger than 4 MiB, of templates, of members whose names come as data (`$lookup`), and of what `**` and `$json` give.',
  ].join('\n\n');
