import { type Explanations, line, lineOf } from './explanation.ts';

const CONNECTION = 'definitions/connection.yaml';
const BASE_URL = 'base_url: !tmpl "{{@user.host}}"';
const SEARCH = 'request: { method: POST, path: /search, json: { all: true } }';
const RECORDS = 'records: data';
const RECORD = 'record: data';
const OUTCOMES = 'outcomes: [{ status: 404, do: no_records, because: gone }]';
const FILE = 'decode: [bytes]';

/** How the vendor is asked, and what its answers are. */
export const requestFindings: Explanations = {
  'connection.base-url': lineOf(
    CONNECTION,
    'Every request begins with this address: it names a host, by http or https.',
    BASE_URL,
    'base_url: ftp://api.example.com',
    'base_url: https://api.example.com',
  ),
  'connection.host': lineOf(
    CONNECTION,
    'A host that may be reached is named so that it is clear whose it is: a star alone would be any.',
    BASE_URL,
    `${BASE_URL}\nhosts: ["*.com"]`,
    `${BASE_URL}\nhosts: ["*.files.example.com"]`,
  ),
  'decode.order': line(
    'A decoder that gives records ends the list: nothing is left to be decoded after it.',
    RECORDS,
    'decode: [json, gzip?]\nrecords: data',
    'decode: [gzip?, json]\nrecords: data',
  ),
  'endpoint.bytes-records': line('A file of bytes has no records in it.', FILE, 'decode: [bytes]\nrecords: data'),
  'endpoint.columns': line(
    'Two columns of one name would overwrite each other.',
    FILE,
    'records: { at: data, columns: [id, id] }',
    'records: { at: data, columns: [id, domain] }',
  ),
  'endpoint.fields-key': line(
    'What several calls say of one record is put together by its key.',
    RECORD,
    'record: data\nfields: { names: [a, b], per_call: 1 }',
    'record: data\nkey: !expr id\nfields: { names: [a, b], per_call: 1 }',
  ),
  'endpoint.job-fields': line(
    'What a job has ordered comes whole: it is not asked for in parts.',
    SEARCH,
    'job: { create: { method: POST, path: /jobs }, id: !expr id, poll: { request: { path: /jobs }, done: !expr done } }\nfields: { names: [a, b], per_call: 1 }\nrequest: { path: /result }',
    'job: { create: { method: POST, path: /jobs }, id: !expr id, poll: { request: { path: /jobs }, done: !expr done } }\nrequest: { path: /result }',
  ),
  'endpoint.missing-argument': line(
    'An endpoint cannot be called without the arguments that it needs.',
    'detail: { call: one, with: { id: !expr id } }',
    'detail: { call: one }',
  ),
  'endpoint.no-records': line(
    'Where the records stand in an answer has to be said: it cannot be guessed from an empty one.',
    RECORD,
    'description: one of the list',
    RECORD,
  ),
  'endpoint.path': line(
    'A plain path goes down by name; whatever else is an expression.',
    RECORDS,
    'records: data[0]',
    'records: !expr data[0]',
  ),
  'endpoint.records-twice': line(
    'An endpoint gives a list of records, or exactly one.',
    RECORD,
    'record: data\nrecords: data',
    RECORD,
  ),
  'endpoint.selector': line(
    '`as` names plain values, `columns` the cells of rows: elements are one or the other.',
    RECORDS,
    'records: { at: data, as: id, columns: [id] }',
    'records: { at: data, as: id }',
  ),
  'endpoint.unknown': line('Only an endpoint that the definition declares can be called.', 'source: search', 'source: serch'),
  'endpoint.unknown-argument': line(
    'An argument that the endpoint does not declare would never reach the request.',
    'detail: { call: one, with: { id: !expr id } }',
    'detail: { call: one, with: { id: !expr id, lang: en } }',
  ),
  'outcome.no-condition': line(
    'An outcome decides what an answer means: without a condition it would decide for every one.',
    OUTCOMES,
    'outcomes: [{ do: no_records, because: gone }]',
  ),
  'paginate.not-sent': line(
    'A request that never says which page it wants gets the first one again and again.',
    'query: { since: !expr $window.since, page: !expr $page.number }',
    'query: { since: !expr $window.since }',
  ),
  'request.compress': line('Only a body can be compressed.', SEARCH, 'request: { path: /search, compress: gzip }'),
  'request.content-type': line(
    'The content type follows from the kind of the body; only a text may be anything.',
    SEARCH,
    'request: { method: POST, path: /search, json: { all: true }, content_type: text/xml }',
    'request: { method: POST, path: /search, text: <all/>, content_type: text/xml }',
  ),
  'request.no-method': line(
    'A request with a body changes something with most vendors: which way it is sent is written out.',
    SEARCH,
    'request: { path: /search, json: { all: true } }',
  ),
  'request.several-bodies': line(
    'A request has one body.',
    SEARCH,
    'request: { method: POST, path: /search, json: { all: true }, text: all }',
  ),
  'secret.in-path': line(
    'Addresses are written down on their way: by servers, proxies and whoever shows them. What is secret travels in a header or a body.',
    SEARCH,
    'request: { path: !tmpl "/search/{{@user.token}}" }',
    'request: { path: /search, headers: { X-Key: !expr $user.token } }',
  ),
  'secret.kept': line(
    'What flows into an object, a key or the state is stored and shown: no secret may be among it.',
    'value: !expr domain',
    'value: !expr domain & $user.token',
  ),
  'secret.other-host': line(
    'A secret is sent to the host of the base address alone, unless another one is meant and named.',
    SEARCH,
    'request: { path: https://other.example.net/search, query: { key: !expr $user.token } }',
    'request: { path: /search, query: { key: !expr $user.token } }',
  ),
};
