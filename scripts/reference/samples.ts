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
    'No sample has the name, nor one like it but for its plural or a letter before the same word (`sensor`, `sensors`; `sport`, `dport`), of which a vendor may send both; or a text, number or boolean is asked for a member.',
    '`!expr severity`',
    'the same, with `optional: [severity]` at the endpoint, or with a sample that has it',
  ],
];

const WHERE: readonly (readonly [key: string, body: string])[] = [
  ['`samples` of an endpoint', 'its answers; of one with a `job` those of the download'],
  ['`samples` of an action', 'its answers'],
  [
    '`{ status: 401, file: error-401.json }` among these',
    'answers with this status (or one of a list): what outcomes with a `status` look into. One of a success (`status: 200`) is for outcomes without a status, beside the other answers',
  ],
  ['`http.samples` of a connection', 'the same for all endpoints and actions, each with its `status`'],
  ['`samples` of `auth: { kind: session }` or `cookie`', 'the answers to the login, for `token` and `expires_in`'],
  ['`job.samples`, `job.poll.samples`', 'the answers of `create` and of the poll; `$job.answer` is the last one'],
  ['`schema` of an endpoint or an action', 'not an answer, but a JSON Schema of it'],
];

const SAMPLE_FINDINGS: readonly (readonly [code: string, means: string])[] = [
  [
    '`sample.missing`',
    'An endpoint that a feed reads, or an action whose answer something reads, has neither a sample nor a schema; or no sample has a record; or samples are named, and there is no folder `fixtures/<pack>/`.',
  ],
  ['`sample.unreadable`', 'It is broken (with the place in it), larger than 4 MiB, or of another format than `decode` reads.'],
  [
    '`sample.not-as-records`',
    'It can be read, but `records` or `record` finds nothing in it. The bare list of the records is one: it shows what they are, and nothing of what is around them.',
  ],
];

const EXAMPLE = `\`\`\`yaml
endpoints:
  cases:
    request: { path: /cases }
    records: data
    outcomes:
      - { status: [401, 403], do: fail, message: !expr error.message }
    samples:
      - cases-1.json
      - { status: 401, file: error-401.json }
    schema: cases.schema.json
    optional: [evidence.imageFile.sha256]
\`\`\``;

/** What is judged by kinds, and where it is right. */
const KINDS: readonly (readonly [code: string, means: string, wrong: string, right: string])[] = [
  ['`expression.wrong-argument` (error)', 'A function is called with a kind of value that it never takes.', '`!expr $uppercase(score)`', '`!expr $uppercase($string(score))`'],
  ['`expression.unreadable`', 'None of the values shown is a time, number, format, duration or picture that the function reads.', "`!expr $iso('31/12/2025')`", "`!expr $toMillis('31/12/2025', '[D01]/[M01]/[Y0001]')`"],
  ['`expression.not-a-number` (error)', 'Arithmetic with something else than a number.', '`!expr title + country`', '`!expr title & country`'],
  ['`expression.not-comparable` (error)', '`<` and its kin between a number and a text, or with what has no order.', "`!expr score > '5'`", '`!expr score > 5`'],
  ['`expression.not-sortable` (error)', 'An order by something else than numbers or texts.', "`!expr hosts^(>name = 'a')`", "`!expr hosts^(>(name = 'a' ? 1 : 0))`"],
  ['`path.without-records` (error)', 'The list of the records, in the body that they have been taken out of: paging, `halve_when`, outcomes and `$page.body` see it empty, unless `records` is an expression.', '`stop_when: !expr $count(data) = 0`', '`empty_page: stop`; the last record is seen by `stop_at` and by `after` of `keyset`'],
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
    "Samples are answers of the vendor, as they came, in files under `fixtures/<pack>/` beside the folder of the definitions. `validate` reads them as a run reads answers, by `decode` and by `records` or `record`, and follows every expression and template over the vendor's data: through paths, predicates, conditions, blocks, functions and lambdas. A name in a path that no sample has is a warning at its line and column.",
    EXAMPLE,
    table(['where', 'which body'], WHERE),
    "The samples of a connection with a file of its own lie by the folder of that file: those of `definitions/acme/connection.yaml` under `fixtures/acme/`. The body of an error, and what logins and jobs answer, is read as JSON. Save real answers, and take out what is nobody's business: a few records are enough.",
    table(['code', 'what it says', 'found', 'right'], FINDINGS),
    "The samples show of what kinds values are as well: a text, a number, a boolean, a list, an object. With the functions' own signatures, `$user`'s choices and the pack's tables it follows what every expression may give. An error is what fails whenever it is evaluated, a warning what never comes true or is doubtful:",
    table(['code', 'what it says', 'found', 'right'], KINDS),
    "Conditions narrow: behind `$type(x) = 'string' ?`, `$exists(x) and`, `x ?` it counts what is left of `x`. Null, an empty list and an empty object say nothing of a kind, and what has no sample is of any. So is what stands beside a value that no sample shows, as in `custom[name = 'Indicators'].value`: its names are known, its kinds are not.",
    'A key of any sample is known. One that is null, an empty list, an empty object or a blank cell in all of them is known as well, and nothing is said of what it may have inside. `optional` makes one more member known (as the standard of STIX does for `stix`), by its full path (`evidence.imageFile.sha256`), and leaves what is around it as it is. After a finding nothing more is said of the same path. `$json` gives what the texts of all samples hold, where each of them is a list or an object as JSON.',
    'A `schema` makes known what it describes, beside what the samples show: `properties`, `required`, `items`, `prefixItems`, `type` (also several), `enum`, `const`, `format`, `allOf`, `anyOf`, `oneOf`, `then`, `else`, `nullable`, and `$ref` to a place in the same file. It describes the whole body, from its root on. Where it has `additionalProperties` or `patternProperties` with a schema of their own, names come as data, and any is known. It only tells `validate` what may come: answers are not held against it.',
    table(['code', 'what is wrong with a sample'], SAMPLE_FINDINGS),
    'Where samples are in doubt nothing else is said of the same body. Nor is anything said of an endpoint that nothing reads, of files (`decode: [bytes]`), of a body whose decoder has an option that is an expression, and of a name that comes as data (`$lookup`, `**`). A text that stands in several places (a fragment, a connection, feeds with several sources) is a finding only where it lacks in all of them. Outcomes are about what comes rarely: of them only what is a slip is said, and of one with a `status` nothing without a sample of that.',
  ].join('\n\n');
