/** A small pack with its mock, for the command line's own tests. */
import { workingDirectory } from './feedwright.ts';

export const definition = `language: 1
name: garden
title: Garden
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, default: https://garden.example }
    api_key: { label: API Key, type: secret, required: true }
    kinds: { label: Kinds, type: multiselect, choices: [weed, herb], default: [weed, herb] }
    height: { label: Height, type: number, minimum: 0, maximum: 100, default: 1 }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth: { kind: api_key, in: header, name: x-api-key, value: !expr $user.api_key }
endpoints:
  plants:
    request:
      path: /plants
      query: { since: !expr $epoch($window.since), until: !expr $epoch($window.until) }
    records: plants
    key: !expr id
feeds:
  plants:
    title: Garden Plants
    source: plants
    window: { time: !expr seen, period: P1D, step: P10D }
    filters:
      - keep: !expr kind in $user.kinds
        because: another kind
      - keep: !expr height >= $user.height
        because: too small
    report:
      plant:
        type: indicator
        subtype: FQDN
        value: !expr name
        published_at: !expr seen
        attributes:
          Kind: { value: !expr kind, rule: update }
          Note: { value: !expr note, sensitive: true }
`;

export const mock = `mock: 1
clock: 2026-02-01T00:00:00Z
since: 2026-01-01T00:00:00Z
user: { api_key: garden-mock-key }
require:
  - that: !expr headers.\`x-api-key\` = $user.api_key
    status: 401
    json: { error: wrong key }
data:
  plants:
    - { id: 1, name: nettle.example, kind: weed, height: 3, seen: 2026-01-05T00:00:00Z, note: under the hedge }
    - { id: 2, name: mint.example, kind: herb, height: 2, seen: 2026-01-15T00:00:00Z }
    - { id: 3, name: moss.example, kind: weed, height: 0, seen: 2026-01-25T00:00:00Z }
routes:
  - route: GET /plants
    json:
      plants: !expr '[$data.plants[$epoch(seen) >= $number($$.query.since) and $epoch(seen) < $number($$.query.until)]]'
`;

/** A working directory with the pack, its fixtures and whatever else is given. */
export const garden = (files: Readonly<Record<string, string>> = {}): string =>
  workingDirectory({ 'definitions/garden.yaml': definition, 'fixtures/garden/mock.yaml': mock, ...files });
