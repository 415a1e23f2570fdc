/** A made-up pack with a decision of every kind, and a mock whose variant says which of its fish come. */
import { workingDirectory } from '../../cli/feedwright.ts';

export const DEFINITION = 'definitions/aquarium.yaml';

export const definition = `language: 1
name: aquarium
title: Aquarium
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, default: https://aquarium.example }
  http:
    base_url: !tmpl "{{@user.host}}"
endpoints:
  fish:
    request: { path: /fish, query: { water?: !expr $user.water } }
    records: { at: fish, or: empty }
    key: !expr id
    outcomes:
      - { status: 404, do: no_records, because: no fish }
  tank:
    args: { id: number }
    request: { path: !tmpl "/tanks/{{@args.id}}" }
    record: tank
feeds:
  fish:
    title: Fish
    user_fields:
      water: { label: Water, type: select, choices: [salt, fresh] }
      strict: { label: Strict, type: boolean }
    source: fish
    filters:
      - keep: !expr length > 1
        because: too small
    supplemental:
      tank:
        when: !expr $exists(tank)
        call: tank
        with: { id: !expr tank }
    report:
      fish:
        type: indicator
        subtype: FQDN
        value: !expr $first(common, latin)
        attributes:
          Size: !expr "length > 10 ? 'big' : 'small'"
          Place: !expr place ?? 'unknown'
          Tank: !expr $tank.name
          Water: { of: !expr water, table: { s: salt, f: fresh }, else: keep }
          Spots: !expr marks[shape = 'spot'].size
          Rare: { when: !expr rare and old, value: yes }
          Color: !expr colour
actions:
  feed:
    title: Feed
    accepts: []
    request: { method: POST, path: /meals }
    result: !expr "eaten ? 'all' : 'some'"
`;

const mock = `mock: 1
clock: 2026-02-01T00:00:00Z
variants: [one, several, none]
data:
  one: [{ id: 1, common: pike.example, length: 80, water: f, marks: [{ shape: spot, size: 3 }], rare: true, old: true }]
  several:
    - { id: 2, latin: gobius.example, length: 5, place: bay, water: x, tank: 7, marks: [{ shape: bar }], rare: true, colour: red }
    - { id: 3, common: eel.example, length: 60, water: s }
    - { id: 4, common: fry.example, length: 1 }
routes:
  - { route: GET /fish, when: !expr "$variant = 'none'", status: 404 }
  - { route: GET /fish, json: { fish: !expr "$variant = 'one' ? $data.one : $append($data.one, $data.several)" } }
  - { route: GET /tanks/7, json: { tank: { name: big one } } }
  - { route: POST /meals, json: { eaten: true } }
`;

const caseOf = (target: string, rest: string): string => `case: 1\n${target}\n${rest}`;

export const ONE = caseOf('feed: aquarium/fish', 'variant: one\nsteps: [{ expect: { objects: { count: 1 } } }]\n');
/** With ONE everything but the other options and the action. */
export const SEVERAL = caseOf(
  'feed: aquarium/fish',
  `variant: several
options: { water: salt, strict: true }
steps:
  - expect: { objects: { count: 3 }, ledger: { fetched: 4, dropped: { too small: 1 } } }
  - { variant: none, expect: { changes: none } }
`,
);
export const MEAL = caseOf('action: aquarium/feed', 'steps: [{ expect: { results: [{ status: succeeded, result: all }] } }]\n');

/** A working folder with the pack, and these cases of it by name. */
export const aquarium = (cases: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): string =>
  workingDirectory({
    [DEFINITION]: definition,
    'fixtures/aquarium/mock.yaml': mock,
    ...Object.fromEntries(Object.entries(cases).map(([name, text]) => [`fixtures/aquarium/cases/${name}.yaml`, text])),
    ...files,
  });
