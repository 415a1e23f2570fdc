import { type Explanations, line, whole } from './explanation.ts';

const DEMO = 'definitions/demo.yaml';
const HEAD = 'language: 1\nname: demo\ntitle: Demo\nversion: 1.0.0';
const REST = `connection: { http: { base_url: https://api.example.com } }
endpoints:
  list: { request: { path: /list }, records: data, key: !expr id, samples: [list.json] }
feeds:
  all: { title: All, source: list, report: { note: { type: note, value: !expr id } } }`;
const GOOD = `${HEAD}\n${REST}`;

/** The text of a file as YAML. */
export const yamlFindings: Explanations = {
  'yaml.alias-props': line(
    'An alias repeats what its anchor is on, unchanged: an anchor or a tag before it would be a second one.',
    'tlp: amber',
    'tlp: &a amber\nstatus: &b *a',
    'tlp: amber',
  ),
  'yaml.bad-alias': line(
    'An alias repeats something that stands before it in the file; otherwise there is nothing to repeat.',
    'tlp: amber',
    'tlp: *colour',
  ),
  'yaml.bad-directive': whole(
    DEMO,
    'Definitions are YAML 1.2 without extensions: no line before them begins with `%`.',
    `%YML 1.2\n---\n${GOOD}`,
    GOOD,
  ),
  'yaml.bad-dq-escape': line(
    'In double quotes a backslash begins an escape sequence, and only those of YAML are known: a regular expression stands in single quotes.',
    'title: Cases',
    'title: "Cases \\d"',
    "title: 'Cases \\d'",
  ),
  'yaml.bad-indent': line(
    'What belongs together is indented alike; a line that stands elsewhere would belong to something else than it seems to.',
    'title: Cases',
    'title: [Cases,\nAll]',
    'title: Cases',
  ),
  'yaml.bad-key': line(
    'A key is looked up as a text: nothing is evaluated in it.',
    'tlp: amber',
    'tlp: amber\n!expr status: Active',
    'tlp: amber\nstatus: Active',
  ),
  'yaml.bad-merge': line(
    'A merge key takes members out of a map: of a text there are none to take.',
    'note: { type: note, value: !expr id }',
    'note: { <<: amber, type: note, value: !expr id }',
  ),
  'yaml.bad-prop-order': line(
    'An anchor or a tag stands behind the `?` or `-` that begins what it is about.',
    'tlp: amber',
    '&a ? tlp\n: amber',
  ),
  'yaml.bad-start': line(
    'Some characters begin something of YAML itself; a text that starts with one is put in quotes.',
    'title: Cases',
    'title: @cases',
    'title: "@cases"',
  ),
  'yaml.block-as-implicit-key': line(
    'A second `: ` on a line would begin a map within a value that has none: a text with a colon in it is put in quotes.',
    'title: Cases',
    'title: Cases: all of them',
    'title: "Cases: all of them"',
  ),
  'yaml.block-in-flow': line(
    'Within `{ }` and `[ ]` lists and maps are written with brackets: a dash begins none there.',
    'detail: { call: one, with: { id: !expr id } }',
    'detail: { call: one, with: { id: !expr id }, where:\n  - !expr true }',
  ),
  'yaml.comment-after-expression': line(
    'A `#` after a blank ends a text without quotes. What follows is a comment of YAML, even where it was meant as a part of the expression.',
    "kind: !expr $table('kinds', kind)",
    'kind: !expr kind & " #" & id',
    'kind: !expr |-\n  kind & " #" & id',
  ),
  'yaml.directive': whole(
    DEMO,
    'Definitions are YAML 1.2 without extensions: a directive would change how the file is read.',
    `%YAML 1.1\n---\n${GOOD}`,
    GOOD,
  ),
  'yaml.duplicate-key': line(
    'Of a key that stands twice YAML keeps one value and drops the other without a word.',
    'title: Cases',
    'title: Cases\ntitle: All cases',
  ),
  'yaml.empty-expression': line('A tag without a text gives nothing to evaluate.', 'value: !expr domain', 'value: !expr ""'),
  'yaml.key-over-1024-chars': line(
    'A key is a name, of at most 1,024 characters.',
    'title: Cases',
    `title: Cases\n${'x'.repeat(1100)}: 1`,
  ),
  'yaml.key-without-value': line(
    'A comma ends a value within `{ }`: what follows is taken for a key, also within parentheses.',
    'detail: { call: one, with: { id: !expr id } }',
    'detail: { call: one, with: { id: !expr $first(id, key) } }',
    'detail: { call: one, with: { id: !expr "$first(id, key)" } }',
  ),
  'yaml.merge-key': line(
    'Merge keys were dropped from YAML 1.2: editors and other programs take `<<` for a name. Fragments share parts of a definition.',
    'note: { type: note, value: !expr id }',
    'note: { <<: { type: note }, value: !expr id }',
  ),
  'yaml.missing-char': line(
    'A bracket or a quote stays open, so that what follows belongs to it.',
    'title: Cases',
    'title: "Cases',
  ),
  'yaml.multiline-implicit-key': line(
    'A key stands on one line. Most often the colon behind a value has gone astray, or a line lacks its own.',
    'title: Cases',
    'title: Cases\nof all kinds\nsummary: none',
  ),
  'yaml.multiple-anchors': line('A value has one anchor.', 'tlp: amber', 'tlp: &a &b amber'),
  'yaml.multiple-tags': line(
    'A value is evaluated in one way: it has one tag.',
    'value: !expr domain',
    'value: !expr !tmpl domain',
  ),
  'yaml.several-documents': whole(
    DEMO,
    'A file holds one definition: of several documents it would not be clear which one is meant.',
    `${GOOD}\n---\nname: second`,
    GOOD,
  ),
  'yaml.tab': line(
    'YAML indents with spaces alone: how wide a tab is depends on who looks.',
    'title: Cases',
    'title: Cases\n\ttlp: amber',
  ),
  'yaml.tag-on-collection': line(
    'A `{` or `[` after a tag begins a map or list of YAML, not an expression.',
    'value: !expr domain',
    'value: !expr { "domain": domain }',
    'value: !expr |-\n  { "domain": domain }.domain',
  ),
  'yaml.too-large': line(
    'Nesting and repeated aliases are bounded, so that a small file cannot fill the memory.',
    'request: { method: POST, path: /search, json: { all: true } }',
    `request: { method: POST, path: /search, json: ${'['.repeat(70)}1${']'.repeat(70)} }`,
  ),
  'yaml.unexpected-token': line(
    'Something stands where YAML expects nothing, most often because of a quote, a bracket or an indentation on this line or the one before.',
    'title: Cases',
    'title: "Cases" and more',
    'title: Cases and more',
  ),
  'yaml.unknown-tag': line(
    'Two tags are evaluated, `!expr` and `!tmpl`; with any other one a value would be taken for a literal.',
    'value: !expr domain',
    'value: !exp domain',
  ),
};
