/** A small made-up pack to be proved: two pages of loaves, each with a baker who is asked for. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { workingDirectory } from '../../cli/feedwright.ts';

export const definition = `language: 1
name: bakery
title: Bakery
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, default: https://bakery.example }
    api_key: { label: API Key, type: secret, required: true }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth: { kind: api_key, in: header, name: x-api-key, value: !expr $user.api_key }
endpoints:
  loaves:
    request: { path: /loaves, query: { page: !expr $page.number } }
    paginate: { kind: page_number, size: 2, total: !expr total, short_of_total: fail }
    records: loaves
    key: !expr id
  baker:
    args: { id: string }
    request: { path: !tmpl "/bakers/{{@args.id}}" }
    record: $
feeds:
  loaves:
    title: Loaves
    source: loaves
    supplemental:
      baker: { call: baker, with: { id: !expr baker } }
    report:
      loaf:
        type: indicator
        subtype: FQDN
        value: !expr name
        attributes:
          Baker: !expr $baker.name
`;

const mock = `mock: 1
clock: 2026-02-01T00:00:00Z
user: { api_key: bakery-mock-key }
require:
  - { that: !expr headers.\`x-api-key\` = $user.api_key, status: 401, json: { error: wrong key } }
data: { loaves: ./loaves.json }
routes:
  - route: GET /loaves
    json: { total: 3, loaves: !expr "[$data.loaves[page = $number($$.query.page)]]" }
  - route: GET /bakers/{id}
    json: { id: !expr $params.id, name: !tmpl "Baker {{@params.id}}" }
`;

const loaves = `[
  { "id": 1, "page": 1, "name": "rye.example", "baker": "ann" },
  { "id": 2, "page": 1, "name": "spelt.example", "baker": "bob" },
  { "id": 3, "page": 2, "name": "oat.example", "baker": "ann" }
]
`;

export const CASE = 'fixtures/bakery/cases/first-run.yaml';

export const firstRun = `case: 1
title: Three loaves of two bakers.
feed: bakery/loaves
steps:
  - step: first run
    expect:
      objects: { count: 3, with: [{ value: rye.example, attributes: { Baker: Baker ann } }] }
`;

/** A working directory with the pack, its mock and a case, and whatever else is given. */
export const bakery = (files: Readonly<Record<string, string>> = {}): string =>
  workingDirectory({
    'definitions/bakery.yaml': definition,
    'fixtures/bakery/mock.yaml': mock,
    'fixtures/bakery/loaves.json': loaves,
    [CASE]: firstRun,
    ...files,
  });

/** The same files at another place. */
export const moved = (from: string): string => {
  const to = workingDirectory({});
  for (const folder of ['definitions', 'fixtures']) cpSync(join(from, folder), join(to, folder), { recursive: true });
  return to;
};
