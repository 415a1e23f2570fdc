/** What an expression or template may name at each position: from the scopes that definitions are checked with. */
import {
  actionScope,
  authScope,
  envelopeScope,
  extend,
  recordScope,
  requestScope,
  reservedNames,
  settingScope,
  type Scope,
} from '../../engine/language/check/scope.ts';
import { code, table } from './markdown.ts';

const HOLDS: Readonly<Record<string, string>> = {
  user: 'The options, by name. A blank text is missing, a boolean without a value false.',
  run: 'The run: its range without `lookback`, the time at which it began, its id. Times are ISO 8601 in UTC, with milliseconds.',
  window: 'The window that is fetched, `lookback` included; missing without `window:`.',
  page: 'The page that is asked for; which of its members have a value depends on the paginator. Over a record `$page.body`: the document around the records of its page, such as `$page.body.bundle.id`, with the records only where `records` is an expression; of an answer over 1 MB, and of a format without such a document (CSV, lines), the run fails.',
  state: 'What `state:` kept from the last run; missing on the first one.',
  args: 'What a caller gave `with`, by the names under `args`.',
  slice: 'The stretch of time of one call of a supplemental with `over`.',
  partition: 'The value of `partition:` that this run is about.',
  fields: 'The names that one of the calls of an endpoint with `fields` asks for, as a list.',
  job: 'Where the endpoint has a `job`: its id, and the answer of the last poll.',
  response: "The answer's HTTP status.",
  token: 'After a login: the token that it gave.',
  request: 'For a signature: the request that is signed.',
  timestamp: 'For a signature: the time at which it is made.',
  signature: 'For a signature: what it came to, in `headers` and `query`.',
  parent:
    'One level up: of a document the entry of the index, within a supplemental the record that it was called for, within `each` the element or record around.',
  records: 'In `halve_when` and `reconcile`: how many records the window has had so far, this page included.',
  gathered: 'In `with` of `after_applied`: what `gather` gave of the records, each value once.',
  record: 'The whole record, where bare paths are those of an element.',
  object: 'The object that the action is run on: `type`, `subtype`, `value`, `attributes` and so on.',
  options: "What was asked for under the action's `options`.",
};

const some = (base: Scope, ...names: readonly string[]): Scope =>
  extend(base, '', Object.fromEntries(names.map((name) => [name, undefined])));

const request = requestScope([], []);
const answer = envelopeScope(request);
const record = recordScope([]);

/** Where; what its bare paths are members of; its variables; what the author's own names add. */
const positions: readonly (readonly [where: string, paths: string, scope: Scope, own?: string])[] = [
  [
    'settings, decided once a run: `use_proxy`, `verify_tls`, `client_certificate`, `partition`, `snapshot`, `when` of a source, `select` of attributes',
    '–',
    settingScope([]),
  ],
  ['`auth`', "–; of what is read from a login's answer, its body", authScope([])],
  ['`request`, `headers`, `with` of a source, options of `decode`', '–', some(request, 'fields', 'job')],
  ['`with` of a source with `each`', 'the entry of the index', some(request, 'parent')],
  ['`where` of a source with `each`', 'the entry of the index', some(recordScope([], 'entry'), 'state')],
  [
    '`success_when`, `outcomes`, `paginate`, `records` as an expression, `id`, `done`, `failed`, `message` of a job',
    'the body around the records',
    some(answer, 'job'),
  ],
  ['`halve_when` of a window, `reconcile` of `health`', 'the body around the records', some(answer, 'records')],
  ['`with` of `after_applied`', 'the body around the records of the last page', some(answer, 'gathered')],
  ['`state`', 'as the kind says: the body, or a record', some(answer, 'parent')],
  ['`key`, `version`, `time` of the window, `filters`, `gather` of `after_applied`', 'the record', record],
  ['`supplemental`', 'the record; in `match` one of the answer', record, '`$<supplemental>` of those before'],
  ['`let` of a feed', 'the record', record, '`$<supplemental>`, `$<let>` of those before'],
  ['`report`, `fulfillment`', 'the record; with `each` one element', some(record, 'record'), '`$<supplemental>`, `$<let>`'],
  ['`let`, `require` and `request` of an action', '–', actionScope([], []), '`$<let>`'],
  ['`success_when`, `outcomes`, `result` of an action', "the answer's body", envelopeScope(actionScope([], [])), '`$<let>`'],
];

const members = (name: string, known: ReadonlySet<string> | undefined): string =>
  code(known === undefined || known.size === 0 ? `$${name}` : `$${name}.{${[...known].join(', ')}}`);

const variables = ({ variables: all }: Scope): string => [...all.keys()].map((name) => code(`$${name}`)).join(' ');

export const scopeTables = (): string => {
  const scopes = positions.map(([, , scope]) => scope);
  const known = new Map<string, ReadonlySet<string> | undefined>();
  for (const [name, those] of scopes.flatMap((scope) => [...scope.variables]))
    known.set(name, those && new Set([...(known.get(name) ?? []), ...those]));
  known.set('job', new Set(['id', 'answer']));
  const missing = [...known.keys()].filter((name) => HOLDS[name] === undefined);
  const needless = Object.keys(HOLDS).filter((name) => !known.has(name));
  const unknown = [...reservedNames].filter((name) => !known.has(name) && !['header', 'link'].includes(name));
  if (missing.length + needless.length + unknown.length > 0)
    throw new Error(
      `The variables of the reference are not those of the scopes: ${[...missing, ...needless, ...unknown].join(', ')}.`,
    );
  return [
    table(
      ['where', 'bare paths', 'variables'],
      positions.map(([where, paths, scope, own]) => [where, paths, `${variables(scope)}${own === undefined ? '' : ` ${own}`}`]),
    ),
    '',
    table(
      ['variable', 'what it holds'],
      Object.entries(HOLDS).map(([name, text]) => [members(name, known.get(name)), text]),
    ),
  ].join('\n');
};
