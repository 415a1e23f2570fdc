/** A vendor on loopback whose answers come in pages, with a redirect and a refusal on the way, and a definition of it. */
import { startVendor, type Asked, type Given, type Vendor } from '../../components/live.ts';
import { workingDirectory } from '../feedwright.ts';

export const KEY = "orchard key's $HOME + 'quotes' 0123456789";

const definition = (origin: string): string => `language: 1
name: orchard
title: Orchard
version: 1.0.0
connection:
  user_fields: { api_key: { label: API Key, type: secret, required: true } }
  http:
    base_url: ${origin}
    auth: { kind: api_key, in: header, name: x-api-key, value: !expr $user.api_key }
endpoints:
  trees:
    request:
      method: POST
      path: /trees
      query: { key: !expr $user.api_key, "sorts[]": "{all}" }
      json: { after?: !expr $page.token, note: "it's\\nof two lines", key: !expr $user.api_key }
      idempotent: true
    records: trees
    key: !expr id
    paginate: { kind: cursor, token: !expr more.token }
  detail:
    request: { path: !tmpl "/trees/{{@args.id}}" }
    args: { id: string }
    records: { at: fruit }
feeds:
  trees:
    title: Trees
    source: trees
    filters:
      - drop: !expr felled
        because: felled
      - expand: !expr "branches ? branches.{ 'id': $$.id & '/' & $, 'name': $$.name } : $"
    supplemental:
      fruit: { call: detail, with: { id: !expr "$substringBefore($string(id), '/')" } }
    let:
      many: !expr $count($fruit)
    report:
      tree:
        type: indicator
        subtype: FQDN
        value: !expr name
        attributes:
          Fruit: !expr $many
          Owner: { value: !expr owner, sensitive: true }
`;

const PAGES: Readonly<Record<string, unknown>> = {
  first: {
    trees: [
      { id: 'a', name: 'apple.example', owner: 'Ms. Appleby' },
      { id: 'b', name: 'birch.example', felled: true },
    ],
    more: { token: 'second' },
  },
  second: {
    trees: [
      { id: 'c', name: 'cherry.example', felled: false, branches: ['low', 'high'] },
      { id: 'a', name: 'apple.example', owner: 'Ms. Appleby' },
      { id: 'd', name: ['no', 'text'] },
    ],
  },
};

export interface Orchard {
  readonly vendor: Vendor;
  readonly cwd: string;
}

/** Started anew for each test: the first detail is refused once, and the second leads elsewhere. */
export const orchard = async (): Promise<Orchard> => {
  let refused = false;
  const answer = ({ url, body }: Asked): Given => {
    if (url.pathname === '/trees') {
      const { after = 'first' } = JSON.parse(body) as { readonly after?: string };
      return { json: PAGES[after] };
    }
    if (url.pathname === '/trees/a' && !refused) {
      refused = true;
      return { status: 503, json: {} };
    }
    if (url.pathname === '/trees/c') return { status: 302, headers: { location: '/elsewhere' } };
    return { json: { fruit: [{ kind: 'one' }, { kind: 'two' }] } };
  };
  const vendor = await startVendor(answer);
  return { vendor, cwd: workingDirectory({ 'definitions/orchard.yaml': definition(vendor.origin), 'key.txt': KEY }) };
};

export const RUN = ['run', 'orchard/trees', '--set', 'api_key=@key.txt'];
