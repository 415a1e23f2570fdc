/** A complete example without a finding; the examples of `--explain` stand in place of one of its lines. An invention. */
export const base: Readonly<Record<string, string>> = {
  'definitions/demo.yaml': `language: 1
name: demo
title: Demo
version: 1.0.0
tables:
  kinds: { m: malware, p: phishing }
  risks: ./risks.csv
fragments: ./fragments.yaml
custom_objects: [./account.yaml]
connection: ./connection.yaml
endpoints:
  list:
    use: [paged]
    request:
      path: /list
      query: { since: !expr $window.since, page: !expr $page.number }
    records: data
    key: !expr id
    samples: [list.json]
  one:
    args: { id: string }
    request: { path: !tmpl "/list/{{@args.id}}" }
    record: data
    samples: [one.json]
    outcomes: [{ status: 404, do: no_records, because: gone }]
  search:
    request: { method: POST, path: /search, json: { all: true } }
    records: data
    key: !expr id
    samples: [search.json]
  file:
    args: { id: string }
    request: { path: /file, query: { id: !expr $args.id } }
    decode: [bytes]
feeds:
  cases:
    title: Cases
    user_fields:
      minimum: { label: Minimum, type: number, default: 5 }
    source: list
    window: { time: !expr changed_at, period: P7D }
    filters:
      - { keep: !expr score >= $user.minimum, because: below the minimum }
    supplemental:
      detail: { call: one, with: { id: !expr id } }
    let:
      kind: !expr $table('kinds', kind)
      owner: !expr $detail.owner
    report:
      case:
        type: indicator
        subtype: FQDN
        value: !expr domain
        tlp: amber
        attributes:
          Kind: !expr $kind
          Owner: !expr $owner
          Risk: { of: !expr risk, table: risks, else: unknown }
  all:
    title: All
    source: search
    report:
      note: { type: note, value: !expr id }
      holder: { type: account, value: !expr id }
      image: { type: attachment, value: !expr id }
    fulfillment: { images: { of: image, call: file, with: { id: !expr id } } }
`,
  'definitions/connection.yaml': `user_fields:
  token: { label: Token, type: secret, required: true }
  host: { label: Host, type: url, default: https://api.example.com }
http:
  base_url: !tmpl "{{@user.host}}"
  auth: { kind: bearer, token: !expr $user.token }
`,
  'definitions/account.yaml': `code: account
name: Account
`,
  'definitions/fragments.yaml': `paged: { paginate: { kind: page_number } }
`,
  'definitions/risks.csv': `code,risk
1,low
2,high
`,
  'fixtures/demo/list.json': `{
  "data": [
    {
      "id": "7", "key": "k7", "domain": "a.example", "host": "a", "kind": "m", "risk": "1", "score": 9,
      "changed_at": "2026-01-07T00:00:00Z",
      "tags": [{ "name": "n", "value": "v" }], "list": [{ "id": "1", "domain": "b.example" }], "x-name": "x"
    }
  ]
}
`,
  'fixtures/demo/search.json': '{ "data": [{ "id": "8", "a": "8", "b": "9", "changed_at": "2026-01-07T00:00:00Z" }] }\n',
  'fixtures/demo/one.json': '{ "data": { "id": "7", "owner": "an invented name", "hosts": [{ "name": "a.example" }] } }\n',
  'fixtures/demo/mock.yaml': `mock: 1
clock: 2026-01-08T00:00:00Z
user: { token: an-invented-token }
data: { cases: [] }
state: { seen: 0 }
session: { token: !expr headers.authorization, only: ["GET /list/{id}"] }
routes:
  - route: GET /list
    json: { data: !expr $data.cases }
  - route: GET /list/{id}
    json: { data: { id: !expr $params.id } }
  - route: POST /search
    let: { none: !expr $data.cases }
    set: { seen: !expr $state.seen + 1 }
    json: { data: !expr $none }
`,
  'feedwright.yaml': `packs:
  demo: { set: { minimum: 7 } }
instances:
  second: { feed: demo/all, source: second }
  third: { feed: demo/all, source: third }
`,
};
