import { type Explanations, lineOf, whole, type Explanation } from './explanation.ts';

const MOCK = 'fixtures/demo/mock.yaml';
const CONFIG = 'feedwright.yaml';
const USER = 'user: { token: an-invented-token }';
const DATA = 'data: { cases: [] }';
const SESSION = 'session: { token: !expr headers.authorization, only: ["GET /list/{id}"] }';
const LIST = '- route: GET /list';
const BY_ID = '- route: GET /list/{id}';
const LIST_JSON = 'json: { data: !expr $data.cases }';
const LET = 'let: { none: !expr $data.cases }';
const SET = 'demo: { set: { minimum: 7 } }';
const THIRD = 'third: { feed: demo/all, source: third }';

const mock = (why: string, at: string, bad: string, good = at): Explanation => lineOf(MOCK, why, at, bad, good);
const config = (why: string, at: string, bad: string, good = at): Explanation => lineOf(CONFIG, why, at, bad, good);

/** The mock of a pack, and the configuration. */
export const mockFindings: Explanations = {
  'config.address': config(
    'No run could open it: what a reference brings is known where it is used, what stands there as it is can be told before.',
    'instances:',
    'store: feeds.db\ninstances:',
    'store: sqlite:./feeds.db\ninstances:',
  ),
  'config.bad-jitter': config(
    'Turns that are put off by more than lies between them would come in another order, or fall together.',
    THIRD,
    'third: { feed: demo/all, source: third, every: PT5M, jitter: PT5M }',
    'third: { feed: demo/all, source: third, every: PT5M, jitter: PT1M }',
  ),
  'config.bad-name': config(
    'Instances are named on the command line: by plain letters, digits and some marks.',
    THIRD,
    '"the third": { feed: demo/all, source: third }',
  ),
  'config.bad-schedule': config(
    'An instance whose turns never come would be left in silence.',
    THIRD,
    "third: { feed: demo/all, source: third, schedule: '0 0 30 2 *' }",
    "third: { feed: demo/all, source: third, schedule: '0 0 28 2 *' }",
  ),
  'config.bad-zone': config(
    'Times of a zone that there is not can not be told; time that passes is the same in all of them.',
    THIRD,
    "third: { feed: demo/all, source: third, schedule: '0 3 * * *', zone: Europe/Berln }",
    "third: { feed: demo/all, source: third, schedule: '0 3 * * *', zone: Europe/Berlin }",
  ),
  'config.invalid': whole(
    CONFIG,
    'Nothing runs with a configuration that has mistakes: each is told with its own code beside this one.',
    'stores: sqlite:./feeds.db',
    'store: sqlite:./feeds.db',
  ),
  'config.missing-key': config('An instance is one of a feed, which has to be named.', THIRD, 'third: { source: third }'),
  'config.not-a-map': whole(
    CONFIG,
    'The configuration is made of `key: value` pairs.',
    'sqlite:./feeds.db',
    'store: sqlite:./feeds.db',
  ),
  'config.no-schedule': config(
    'What is about turns does nothing where there are none.',
    THIRD,
    'third: { feed: demo/all, source: third, jitter: PT1M }',
    'third: { feed: demo/all, source: third, every: PT5M, jitter: PT1M }',
  ),
  'config.reference': config(
    'What is meant to come from a file, the environment or the vault would go out as it is written, or not at all.',
    SET,
    "demo: { set: { minimum: '${vault:demo/limits}' } }",
    "demo: { set: { minimum: '${vault:demo/limits#minimum}' } }",
  ),
  'config.shared-source': config(
    'Within a source the latest value of an attribute wins: two instances of one source would overwrite each other.',
    THIRD,
    'third: { feed: demo/all, source: second }',
  ),
  'config.tenant-folder': config(
    "All that is a tenant's own lies in its folder: without one there is nothing to run, and in the project's own it would be another's.",
    'instances:',
    'tenants: { acme: ./acm }\ninstances:',
    'tenants: { acme: ./definitions }\ninstances:',
  ),
  'config.two-logins': whole(
    CONFIG,
    'One of the two would count, and nobody could say which.',
    "vault: { token: '${file:token}', app_role: { role_id: feeds, secret_id: '${file:secret}' } }",
    "vault: { app_role: { role_id: feeds, secret_id: '${file:secret}' } }",
  ),
  'config.two-schedules': config(
    'One of the two would count, and nobody could say which.',
    THIRD,
    "third: { feed: demo/all, source: third, every: PT5M, schedule: '0 3 * * *' }",
    'third: { feed: demo/all, source: third, every: PT5M }',
  ),
  'config.unknown-key': config(
    'A key that the configuration does not know would do nothing.',
    THIRD,
    'third: { feed: demo/all, sources: third }',
  ),
  'config.unknown-option': config(
    'A value for an option that no feed of the pack has would do nothing.',
    SET,
    'demo: { set: { minimun: 7 } }',
  ),
  'config.unknown-pack': config('Values for a pack that there is not would do nothing.', SET, 'demos: { set: { minimum: 7 } }'),
  'config.wrong-type': config('The value is of another kind than what reads it takes.', SET, 'demo: { set: [minimum] }'),
  'config.wrong-value': whole(
    CONFIG,
    'The value is of the right kind, but none that is known here.',
    'retention: { runs: 30 days }',
    'retention: { runs: P30D }',
  ),
  'feed.unknown': config(
    'An instance is a feed with values of its own: of a feed that there is not it would never run.',
    THIRD,
    'third: { feed: demo/al, source: third }',
  ),
  'mock.bad-param': mock(
    'A part of a path that varies has a name, so that the answer can use it.',
    BY_ID,
    '- route: GET /list/{}',
  ),
  'mock.bad-route': mock('A route is a method and a path.', BY_ID, '- route: GET /list /x', BY_ID),
  'mock.empty': whole(
    MOCK,
    'A mock is a map that says which request is answered with what.',
    '- GET /list',
    'mock: 1\nclock: 2026-01-08T00:00:00Z\nroutes: [{ route: GET /list, json: { data: [] } }]',
  ),
  'mock.file-outside': mock(
    'A mock serves files of its own folder, and no others.',
    LIST_JSON,
    'file: ../../feedwright.yaml',
    LIST_JSON,
  ),
  'mock.let-circle': mock(
    'Values that need one another can never be worked out.',
    LET,
    'let: { none: !expr $other, other: !expr $none }',
  ),
  'mock.no-file': mock(
    'An answer of a file that is not there cannot be given.',
    LIST_JSON,
    'file: lists.json',
    'file: list.json',
  ),
  'mock.no-session': whole(
    MOCK,
    'Which request belongs to which session has to be said before a route can ask for one.',
    'mock: 1\nclock: 2026-01-08T00:00:00Z\nroutes: [{ route: GET /list, session: required, json: { data: [] } }]',
    'mock: 1\nclock: 2026-01-08T00:00:00Z\nsession: { token: !expr headers.authorization }\nroutes: [{ route: GET /list, session: issue, json: { data: [] } }]',
  ),
  'mock.no-such-route': mock(
    'The routes that need a session are routes of the mock.',
    SESSION,
    'session: { token: !expr headers.authorization, only: ["GET /lists"] }',
  ),
  'mock.not-json': mock('What is read as data is JSON.', DATA, 'data: { cases: ./mock.yaml }', DATA),
  'mock.not-literal': mock(
    'Data and state are read before there is any request: nothing is evaluated in them.',
    DATA,
    'data: { cases: !expr "[1]" }',
  ),
  'mock.only-and-except': mock(
    'Sessions are needed by some routes, or by all but some.',
    SESSION,
    'session: { token: !expr headers.authorization, only: ["GET /list/{id}"], except: [GET /list] }',
  ),
  'mock.reserved-name': mock(
    'A name of the mock keeps its meaning everywhere.',
    LET,
    'let: { clock: 1, none: !expr $data.cases }',
  ),
  'mock.route-query': mock(
    'A route is compared with the path alone: with a query in it no request would ever fit.',
    LIST,
    '- route: GET /list?page=1',
    '- route: GET /list\n  when: !expr query.page = null or query.page != null',
  ),
  'mock.two-bodies': mock('An answer has one body.', LIST_JSON, `${LIST_JSON}\ntext: none`),
  'mock.unknown-field': mock(
    'A request has a method, a path, a query, headers and a body, and nothing else.',
    LET,
    'let: { none: !expr quary.id }',
    LET,
  ),
  'mock.unknown-option': mock(
    'An option that no feed of the pack has is never given.',
    USER,
    'user: { tokn: an-invented-token }',
  ),
  'mock.unreachable': mock(
    'A route behind one that takes all of its requests never answers.',
    LIST,
    '- { route: GET /list, json: [] }\n- route: GET /list',
    LIST,
  ),
  'mock.unused-data': mock('Data that no answer uses is a leftover, or a misspelt name.', DATA, 'data: { cases: [], users: [] }'),
  'option.wrong-value': config(
    'A value that does not fit the type of its option cannot be used.',
    SET,
    'demo: { set: { minimum: low } }',
  ),
  'pack.unknown': config('An instance names the pack of its feed first.', THIRD, 'third: { feed: dem/all, source: third }'),
  'usage.reference': config(
    'A feed is named by its pack and its own name: a pack may have several.',
    THIRD,
    'third: { feed: demo, source: third }',
  ),
};
