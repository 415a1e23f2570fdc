export interface ProjectFile {
  /** From the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

const DEFINITION = `# A first definition: a made-up vendor whose answers are the fixtures beside it. Make it yours, or start with
# \`feedwright new SAMPLE\` from an answer of your vendor; \`feedwright validate\` says what is wrong with it.
language: 1
name: example
title: Example Vendor
version: 0.1.0
description: Malicious domains of a made-up vendor.

connection:
  user_fields:
    api_key:
      label: API Key
      type: secret
      required: true
  http:
    base_url: https://api.example.com
    auth: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.api_key }

endpoints:
  domains:
    request:
      path: /v1/domains
      query: { changed_since: !expr $window.since }
    records: data
    key: !expr id
    samples: [domains.json]

feeds:
  domains:
    title: Example Domains
    user_fields:
      minimum_score: { label: Minimum Score, type: number, minimum: 0, maximum: 100, default: 50 }
    source: domains
    # Each run goes on where the last one ended; the first one goes back seven days.
    window: { time: !expr changed_at, period: P7D }
    filters:
      - keep: !expr score >= $user.minimum_score
        because: below the minimum score
    report:
      domain:
        type: indicator
        subtype: FQDN
        value: !expr $lowercase(domain)
        published_at: !expr first_seen
        attributes:
          Score: { value: !expr score, rule: update }
          Category: !expr categories
`;

const MOCK = `# What the mock of the vendor answers: \`feedwright run example/domains --mock\`. Its clock stands where the fixtures end.
mock: 1
title: The example vendor with three domains.
clock: 2026-01-08T00:00:00Z
user: { api_key: an-invented-key }
routes:
  - route: GET /v1/domains
    require:
      - { that: !expr "$request.headers.\`x-api-key\` = $user.api_key", status: 401 }
    file: domains.json
`;

const CASE = `# What the feed asks for and what comes of it: \`feedwright test\`. To a step without \`expect\`, \`--update\` writes what comes.
case: 1
title: The first run, and the same again.
feed: example/domains
steps:
  - step: first run
    expect:
      requests: ["GET /v1/domains?changed_since=2026-01-01T00%3A00%3A00.000Z"]
      objects: { count: 2, with: [{ value: login.example.com, attributes: { Score: "91" } }] }
      ledger: { fetched: 3, mapped: 2, dropped: { below the minimum score: 1 } }
  - step: again
    expect: { changes: none }
`;

const DOMAINS = `{
  "data": [
    {
      "id": 1,
      "domain": "Login.Example.com",
      "score": 91,
      "categories": ["phishing", "malware"],
      "first_seen": "2026-01-02T08:00:00Z",
      "changed_at": "2026-01-07T10:00:00Z"
    },
    {
      "id": 2,
      "domain": "cdn.example.net",
      "score": 74,
      "categories": ["malware"],
      "first_seen": "2026-01-03T08:00:00Z",
      "changed_at": "2026-01-07T11:00:00Z"
    },
    {
      "id": 3,
      "domain": "shop.example.org",
      "score": 20,
      "categories": [],
      "first_seen": "2026-01-04T08:00:00Z",
      "changed_at": "2026-01-07T12:00:00Z"
    }
  ]
}
`;

const CONFIGURATION = `# What the commands in this folder use.
store: sqlite:.feedwright/store.db
definitions: definitions

# Named configurations of feeds: \`feedwright run --instance NAME\`. A secret stays out of this file.
# instances:
#   example-domains:
#     feed: example/domains
#     set:
#       api_key: \${env:EXAMPLE_API_KEY}
#       minimum_score: 60
`;

const workflow = (
  version: string,
): string => `# Checks every definition before a change goes in, and runs its cases over its mock.
name: Definitions
on: [push, pull_request]
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 24 }
      - run: npm install --no-save --ignore-scripts feedwright@${version}
      - run: npx feedwright validate
      - run: npx feedwright test
`;

const editor = (schema: string): string =>
  `${JSON.stringify(
    {
      'yaml.schemas': {
        [schema]: ['definitions/**/*.yaml', 'definitions/**/*.yml'],
        [schema.replace(/definition(\.schema\.json)$/, 'mock$1')]: ['fixtures/*/mock.yaml'],
        [schema.replace(/definition(\.schema\.json)$/, 'case$1')]: ['fixtures/*/cases/*.yaml'],
      },
      'yaml.customTags': ['!expr scalar', '!tmpl scalar'],
    },
    null,
    2,
  )}\n`;

/** The files of a project that runs at once over its mock. `schema` is the definitions' schema as an editor in its folder finds it. */
export const projectFiles = (version: string, schema: string): readonly ProjectFile[] => [
  { path: 'feedwright.yaml', text: CONFIGURATION },
  { path: 'definitions/example.yaml', text: DEFINITION },
  { path: 'fixtures/example/mock.yaml', text: MOCK },
  { path: 'fixtures/example/domains.json', text: DOMAINS },
  { path: 'fixtures/example/cases/first-run.yaml', text: CASE },
  { path: '.vscode/settings.json', text: editor(schema) },
  { path: '.github/workflows/definitions.yml', text: workflow(version) },
  { path: '.gitignore', text: '# The stores, which hold what the feeds brought.\n.feedwright/\nnode_modules/\n' },
];
