import { type Explanations, line, lineOf, whole } from './explanation.ts';

const FRAGMENTS = 'definitions/fragments.yaml';
const PAGED = 'paged: { paginate: { kind: page_number } }';

/** What files there are, and what is shared between them. */
export const fileFindings: Explanations = {
  'definition.bad-name': line(
    'Names stand in addresses, files and on the command line: they are made of plain letters, digits and some marks.',
    'detail: { call: one, with: { id: !expr id } }',
    '"my detail": { call: one, with: { id: !expr id } }',
  ),
  'definition.missing-key': line(
    'Without this key it is not clear what is meant.',
    'title: Cases',
    'description: Cases',
    'title: Cases',
  ),
  'definition.not-a-map': whole(
    FRAGMENTS,
    'Definitions, and the parts that they take in, are made of `key: value` pairs.',
    '- paginate: { kind: page_number }',
    PAGED,
  ),
  'definition.too-many': whole(
    'definitions/demo.yaml',
    'A file with very many mistakes is most often of another kind; the first ones are listed.',
    `language: 1\nname: demo\n${Array.from({ length: 510 }, (_, index) => `key_${index}: 1`).join('\n')}`,
    'language: 1\nname: demo\ntitle: Demo\nversion: 1.0.0\nconnection: { http: { base_url: https://api.example.com } }\nendpoints: { list: { request: { path: /l }, records: $, samples: [list.json] } }\nfeeds: { f: { title: F, source: list, report: { n: { type: note, value: !expr id } } } }',
  ),
  'definition.unknown-component': line(
    'Authentication, paging, decoding and states are chosen by `kind` among those that there are.',
    'use: [paged]',
    'paginate: { kind: page_numbers }\nuse: [paged]',
    'paginate: { kind: page_number }\nuse: [paged]',
  ),
  'definition.unknown-key': line(
    'A key that the language does not know would do nothing, without a word.',
    'title: Cases',
    'title: Cases\ndescribtion: all of them',
    'title: Cases\ndescription: all of them',
  ),
  'definition.wrong-count': line(
    'Here so many values belong together.',
    'outcomes: [{ status: 404, do: no_records, because: gone }]',
    'outcomes: [{ status: [], do: no_records, because: gone }]',
  ),
  'definition.wrong-type': line('The value is of another kind than what reads it takes.', 'title: Cases', 'title: [Cases]'),
  'definition.wrong-value': line(
    'The value is of the right kind, but none that is known here.',
    'outcomes: [{ status: 404, do: no_records, because: gone }]',
    'outcomes: [{ status: 404, do: no_record, because: gone }]',
  ),
  'file.no-definition': whole(
    'definitions/second.yaml',
    'A file among the definitions that no definition takes in does nothing: a mistake in its first lines may hide a whole pack.',
    'langauge: 1\nname: second\ntitle: Second',
    `language: 1\n${'name: second\ntitle: Second\nversion: 1.0.0\n'}connection: ./connection.yaml\nendpoints: { list: { request: { path: /l }, records: $, samples: [list.json] } }\nfeeds: { f: { title: F, source: list, report: { n: { type: note, value: !expr id } } } }`,
  ),
  'file.outside': line(
    'Definitions may come from others: they read files in their own folder, and no others.',
    'risks: ./risks.csv',
    'risks: ../fixtures/demo/risks.csv',
  ),
  'file.too-large': whole(
    FRAGMENTS,
    'Definitions are written by hand, and are read whole: a file has at most 1 MiB, a table 16.',
    `# ${'x'.repeat(2 ** 20)}\n${PAGED}`,
    PAGED,
  ),
  'file.unknown-sample': line(
    "A sample that isn't there can't show what the vendor sends.",
    'samples: [list.json]',
    'samples: [lists.json]',
  ),
  'file.unreadable': line(
    'A file that the definition names is not there, or cannot be read.',
    'risks: ./risks.csv',
    'risks: ./risk.csv',
  ),
  'fragment.cycle': lineOf(
    FRAGMENTS,
    'A fragment that takes itself in would never end.',
    PAGED,
    'paged: { use: [sized] }\nsized: { use: [paged] }',
    'paged: { use: [sized] }\nsized: { paginate: { kind: page_number } }',
  ),
  'fragment.too-much': line(
    'What fragments come to is bounded, so that a small file cannot fill the memory.',
    'fragments: ./fragments.yaml',
    `fragments: { paged: { paginate: { kind: page_number } }, big: { samples: [${'1, '.repeat(51_000)}] } }\ndefaults: { endpoint: { use: [big] } }`,
  ),
  'fragment.unknown': line('A fragment that nothing declares has nothing to take in.', 'use: [paged]', 'use: [page]'),
  'ignore.no-reason': line(
    'Whoever reads the definition later has to know why a finding is no mistake.',
    'note: { type: note, value: !expr id }',
    '# feedwright-ignore yaml.merge-key\nnote: { type: note, value: !expr id }',
  ),
  'ignore.refused': line(
    'A definition with this error does not run: silencing it would only hide why.',
    'value: !expr domain',
    '# feedwright-ignore expression.unknown-function: known\nvalue: !expr $lowercas(domain)',
    'value: !expr $lowercase(domain)',
  ),
  'ignore.unknown-code': line(
    'A comment with a misspelt code silences nothing.',
    'note: { type: note, value: !expr id }',
    '# feedwright-ignore yaml.merge: known\nnote: { type: note, value: !expr id }',
  ),
  'ignore.unused': line(
    'A comment whose finding has gone would hide the next one at this place.',
    'note: { type: note, value: !expr id }',
    '# feedwright-ignore yaml.merge-key: our editor knows it\nnote: { type: note, value: !expr id }',
  ),
  'object-type.duplicate': lineOf(
    'definitions/account.yaml',
    'A type of object has one meaning: a code is taken once.',
    'code: account',
    'code: indicator',
  ),
  'object-type.unknown': line(
    'An object is of a type that the store knows, or of one that the pack declares under `custom_objects`.',
    'note: { type: note, value: !expr id }',
    'note: { type: notes, value: !expr id }',
  ),
  'pack.changes': line(
    'Whoever gets a new version looks there for what is new: a version that is left out says nothing changed.',
    'version: 1.0.0',
    'version: 1.1.0\nchanges: [{ version: 1.0.0, lines: [First version.] }]',
    'version: 1.1.0\nchanges: [{ version: 1.1.0, lines: [A second feed.] }, { version: 1.0.0, lines: [First version.] }]',
  ),
  'pack.duplicate-name': whole(
    'definitions/second.yaml',
    'Feeds, checkpoints and objects go by the name of the pack: two of one name would mix them.',
    'language: 1\nname: demo\ntitle: Second\nversion: 1.0.0\nconnection: ./connection.yaml\nendpoints: { list: { request: { path: /l }, records: $, samples: [list.json] } }\nfeeds: { f: { title: F, source: list, report: { n: { type: note, value: !expr id } } } }',
    'language: 1\nname: second\ntitle: Second\nversion: 1.0.0\nconnection: ./connection.yaml\nendpoints: { list: { request: { path: /l }, records: $, samples: [list.json] } }\nfeeds: { f: { title: F, source: list, report: { n: { type: note, value: !expr id } } } }',
  ),
  'sample.missing': line(
    'Without an answer of the vendor nobody can tell a misspelt name of its data from a right one.',
    'samples: [search.json]',
    'optional: [owner]',
  ),
  'sample.not-as-records': whole(
    'fixtures/demo/list.json',
    'A sample whose records stand elsewhere is of another answer, or the definition looks for them in the wrong place: a run would fail.',
    '[{ "id": "7", "domain": "a.example", "kind": "m", "risk": "1", "score": 9, "changed_at": "2026-01-07T00:00:00Z" }]',
    '{ "data": [{ "id": "7", "domain": "a.example", "kind": "m", "risk": "1", "score": 9, "changed_at": "2026-01-07T00:00:00Z" }] }',
  ),
  'sample.unreadable': whole(
    'fixtures/demo/search.json',
    'A sample that is broken, too large or of another format than the answers shows nothing, so that misspelt names are not found.',
    '{ "data": [{ "id": "8" }',
    '{ "data": [{ "id": "8" }] }',
  ),
};
