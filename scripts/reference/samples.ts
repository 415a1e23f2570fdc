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

/** What is judged by kinds, and where it is right. */
const KINDS: readonly (readonly [code: string, means: string, wrong: string, right: string])[] = [
  ['`expression.wrong-argument` (error)', 'A function is called with a kind of value that it never takes.', '`!expr $uppercase(score)`', '`!expr $uppercase($string(score))`'],
  ['`expression.unreadable`', 'None of the values shown is a time, number, format, duration or picture that the function reads.', "`!expr $iso('31/12/2025')`", "`!expr $toMillis('31/12/2025', '[D01]/[M01]/[Y0001]')`"],
  ['`expression.not-a-number` (error)', 'Arithmetic with something else than a number.', '`!expr title + country`', '`!expr title & country`'],
  ['`expression.not-comparable` (error)', '`<` and its kin between a number and a text, or with what has no order.', "`!expr score > '5'`", '`!expr score > 5`'],
  ['`expression.never-equal`', '`=`, `!=` and `in` between kinds that never meet.', "`!expr score = '5'`", '`!expr score = 5`'],
  ['`expression.not-a-choice`', "Compared with a literal that none of all values is: of an option's choices, a table, the branches of a condition, a schema's `enum`. Never with one that samples merely do not show.", "`!expr $user.mode = 'opne'`", "`!expr $user.mode = 'open'`"],
  ['`expression.always-true`', 'A text such as `\'false\'` as a condition, a literal beside `and` or `or`, `$not` of what is no boolean.', "`!expr state = 'a' or 'b'`", "`!expr state in ['a', 'b']`"],
  ['`expression.not-boolean` (error)', 'A condition of the definition that gives something else.', '`keep: !expr title`', "`keep: !expr title != ''`"],
  ['`expression.always-missing`', 'A value that is never anything but null; a `null` alone is meant.', "`!expr score > 5 ? null`", '`!expr score > 5 ? title`'],
  ['`report.not-a-scalar`', 'A list or an object where one text is wanted; an error where no text is within.', '`value: !expr hosts`', '`value: !expr hosts[0].name`'],
  ['`report.not-a-map`, `decode.not-a-record` (errors)', '`entries` that are no map, records that are no objects.', '`entries: !expr hosts`', '`entries: !expr owner`'],
  ['`time.unreadable`', 'None of the values shown is a time.', '`published_at: !expr title`', '`published_at: !expr updated_at`'],
  ['`report.unknown-tlp`, `object-type.unknown` (errors), `report.unknown-subtype`, `report.unknown-status`', 'A word that an expression may come to and that is none of the language; a warning where none of the values shown is a traffic light.', "`tlp: !expr \"score > 5 ? 'amber' : 'yelow'\"`", "`tlp: !expr \"score > 5 ? 'amber' : 'green'\"`"],
  ['`attribute.several-values`', 'A plain path through a list, with `rule: update`.', '`{ value: !expr hosts.name, rule: update }`', '`{ value: !expr $first(hosts.name), rule: update }`'],
  ['`request.may-be-missing`', 'A member that is sent, or an argument, that can be missing: an option without a default, the token of the first page, `$state`, what not every record has.', '`cursor: !expr $page.token`', '`cursor?: !expr $page.token`'],
  ['`request.not-a-text`, `call.argument` (errors)', 'An object in a query, header or form; an argument of another kind than it is declared as.', '`id: !expr owner`', '`id: !expr owner.id`'],
]; // prettier-ignore

export const samplesChapter = (): string =>
  [
    "The `samples` of an endpoint or an action are read as its answers are, by its `decode` and its `records` or `record`; from them on every expression over the vendor's data is followed: through paths, predicates, conditions, blocks, functions and lambdas. A name in a path that no sample has is a warning at its line and column.",
    table(['code', 'what it says', 'found', 'right'], FINDINGS),
    "The samples show of what kinds values are as well: a text, a number, a boolean, a list, an object. With the functions' own signatures, `$user`'s choices and the pack's tables it follows what every expression may give. An error is what fails whenever it is evaluated, a warning what never comes true or is doubtful:",
    table(['code', 'what it says', 'found', 'right'], KINDS),
    "Conditions narrow: behind `$type(x) = 'string' ?`, `$exists(x) and`, `x ?` it counts what is left of `x`. Null, an empty list and an empty object say nothing of a kind, and what has no sample is of any.",
    'A key of any sample is known. One that is null, an empty list, an empty object or a blank cell in all of them is known as well, and nothing is said of what it may have inside. `optional` makes one more member known (as the standard of STIX does for `stix`), by its full path (`evidence.imageFile.sha256`), and leaves what is around it as it is. After a finding nothing more is said of the same path.',
    'A text that stands in several places (a fragment, a connection, feeds with several sources) is a finding only where it lacks in all of them. Of the body of an answer with an error no sample tells: nothing is said of an outcome with a `status`, and of other outcomes only what is a slip. Nor is anything said of an endpoint or action without samples, of one with a sample that can not be read in this way or is larger than 4 MiB, of templates, of members whose names come as data (`$lookup`), and of what `$json` gives.',
  ].join('\n\n');
