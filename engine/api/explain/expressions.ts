import { type Explanations, line, lineOf } from './explanation.ts';

const VALUE = 'value: !expr domain';
const KIND = "kind: !expr $table('kinds', kind)";
const QUERY = 'query: { since: !expr $window.since, page: !expr $page.number }';
const RISKS = 'definitions/risks.csv';

/** Names within expressions and templates, and the tables that they look up. */
export const expressionFindings: Explanations = {
  'expression.bound-later': line(
    'Values are worked out in the order of the file: filters, supplemental calls, `let`, report. What comes later is not there yet.',
    '- { keep: !expr score >= $user.minimum, because: below the minimum }',
    "- { keep: !expr $kind = 'malware', because: another kind }",
    "- { keep: !expr kind = 'm', because: another kind }",
  ),
  'expression.eval-banned': line(
    '`$eval` would run text as code that comes from the vendor.',
    VALUE,
    'value: !expr $eval(domain)',
  ),
  'expression.no-data': line(
    "A bare name is a field of the vendor's data. Where nothing has been fetched yet there is none; what is one's own begins with `$`.",
    QUERY,
    'query: { since: !expr since, page: !expr $page.number }',
  ),
  'expression.no-response': line(
    '`$header` and `$link` read the header of an answer: they stand where there is one.',
    VALUE,
    "value: !expr $header('x-name')",
  ),
  'expression.no-sign': line(
    "What is one's own begins with `$`, in a template with `@`: without it the vendor's data is read, and most often nothing is there.",
    'note: { type: note, value: !expr id }',
    'note: { type: note, value: !tmpl "{{id}} of {{user.host}}" }',
    'note: { type: note, value: !tmpl "{{id}} of {{@user.host}}" }',
  ),
  'expression.no-window': line(
    'A feed without `window` asks for no range of time: what reads `$window` would always be missing.',
    'request: { method: POST, path: /search, json: { all: true } }',
    'request: { method: POST, path: /search, json: { since: !expr $window.since } }',
  ),
  'expression.not-a-function': line(
    'A value is written without parentheses: only functions are called.',
    VALUE,
    'value: !expr $kind(domain)',
  ),
  'expression.unknown-argument': line(
    'An endpoint sees the arguments that it declares under `args`, and no others.',
    'request: { path: !tmpl "/list/{{@args.id}}" }',
    'request: { path: !tmpl "/list/{{@args.ident}}" }',
  ),
  'expression.unknown-function': line(
    "Only JSONata's functions and those of the reference can be called: a misspelt one would fail in every run.",
    VALUE,
    'value: !expr $lowercas(domain)',
    'value: !expr $lowercase(domain)',
  ),
  'expression.unknown-member': line(
    'A variable of the language has members of its own; another one would always be missing.',
    QUERY,
    'query: { since: !expr $window.sinc, page: !expr $page.number }',
  ),
  'expression.unknown-option': line(
    'An option is declared under `user_fields`; one that is not would always be missing, and nobody could set it.',
    '- { keep: !expr score >= $user.minimum, because: below the minimum }',
    '- { keep: !expr score >= $user.minimun, because: below the minimum }',
  ),
  'expression.unknown-variable': line(
    'A variable that nothing binds would always be missing.',
    'Kind: !expr $kind',
    'Kind: !expr $kin',
  ),
  'name.duplicate': line(
    'A name is bound once, so that it means the same wherever it stands.',
    KIND,
    'detail: !expr kind',
    'category: !expr kind\nkind: !expr kind',
  ),
  'name.function': line(
    'A value with the name of a function would hide it.',
    KIND,
    'lowercase: !expr kind\nkind: !expr kind',
    'lower_kind: !expr kind\nkind: !expr kind',
  ),
  'name.reserved': line(
    'Variables of the language keep their meaning everywhere.',
    KIND,
    'window: !expr kind\nkind: !expr kind',
    'range: !expr kind\nkind: !expr kind',
  ),
  'path.misspelt': line(
    'No sample has this name, but one that is nearly the same: most likely it is a misspelling, and what it gives would always be missing.',
    'owner: !expr $detail.owner',
    'owner: !expr $detail.onwer',
  ),
  'path.not-in-samples': line(
    'No sample has this name. Either the vendor sends nothing of it, or the samples lack it: a larger one, or `optional:`, says which.',
    'owner: !expr $detail.owner',
    'owner: !expr $detail.telephone',
  ),
  'table.bad-quote': lineOf(
    RISKS,
    'A quote that is not closed would take the rows that follow into one cell.',
    '2,high',
    '2,"high',
    '2,"high"',
  ),
  'table.duplicate-key': lineOf(
    RISKS,
    'Of a key that stands twice it is not clear which value is meant.',
    '2,high',
    '1,high',
    '2,high',
  ),
  'table.no-name': line(
    'Which table is looked up has to be known before anything runs, so that its entries can be checked.',
    KIND,
    'kind: !expr $table(category, kind)',
  ),
  'table.short-row': lineOf(RISKS, 'A row of a table is a key and a value.', '2,high', '2', '2,high'),
  'table.unknown': line('Only a table that the definition declares can be looked up.', KIND, "kind: !expr $table('kind', kind)"),
  'template.syntax': line(
    'The braces of a template come in pairs around a name or a helper.',
    'request: { path: !tmpl "/list/{{@args.id}}" }',
    'request: { path: !tmpl "/list/{{@args.id}" }',
  ),
  'template.too-deep': line(
    'Helpers nest to a bounded depth: what takes more is easier to read as an expression.',
    'request: { path: !tmpl "/list/{{@args.id}}" }',
    `request: { path: !tmpl "/list/{{${'trim ('.repeat(40)}trim @args.id${')'.repeat(40)}}}" }`,
  ),
  'template.too-long': line(
    'A template is a piece of text with values in it; what is longer belongs to a file or an expression.',
    'request: { path: !tmpl "/list/{{@args.id}}" }',
    `request: { path: !tmpl "/list/{{@args.id}}${'x'.repeat(70_000)}" }`,
  ),
  'template.unsupported': line(
    'Templates have values and helpers, but no blocks, partials or comments: what decides or repeats is written as an expression.',
    'request: { path: !tmpl "/list/{{@args.id}}" }',
    'request: { path: !tmpl "/list/{{#if @args.id}}x{{/if}}" }',
  ),
  'value.no-tag': line(
    'Without its tag a text stays a text: the object would be named by the expression itself.',
    'value: !expr domain',
    'value: $lowercase(domain)',
    'value: !expr $lowercase(domain)',
  ),
};
