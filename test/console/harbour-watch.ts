/** A made-up vendor, "Harbour Watch": what it answers, and the definitions of it. Some of what it sends is hostile. */
import type { Asked, Given } from '../components/live.ts';

/** In no page, answer or log but where somebody asked for it. */
export const PASSWORD = 'correct-horse-battery-9';
export const API_KEY = 'canary-7c1fe0a2b9';
/** Of the users beside the one of the terminal. */
export const USER_PASSWORD = 'a sentence that is long enough';
export const SEARCH_KEY = 'canary-of-the-far-side';

/** Meant to be taken for markup, or to turn round what stands about it. */
export const HOSTILE = {
  script: '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">',
  bidi: 'invoice\u202Egnp.exe \u2066hidden\u2069 zero\u200Bwidth',
  long: 'a-very-long-label-without-any-place-to-break-'.repeat(60),
} as const;

/** Where the clock stands when it begins; it goes on from there. */
export const NOON = Date.UTC(2026, 0, 8, 11, 58);
const HOUR = 3_600_000;

const iso = (at: number): string => new Date(at).toISOString();

const KINDS = ['login', 'secure', 'account', 'parcel', 'invoice', 'support', 'wallet', 'update'] as const;
const BRANDS = ['Example Bank', 'Example Pay', 'Sample Post'] as const;

/** Two pages of domains; some change from one round to the next: just behind the start of what is asked for. */
const phishing = (since: number, page: number, round: number): Given => {
  const all = Array.from({ length: 42 }, (_, index) => ({
    id: `P-${1000 + index}`,
    domain: `${KINDS[index % KINDS.length]}-${index}.harbour${index % 5}.example`,
    address: `198.51.100.${index + 1}`,
    score: index % 6 === 5 ? 20 : 55 + ((index * 7 + round * (index % 4)) % 45),
    brands: BRANDS.slice(0, 1 + (index % 3)),
    first_seen: iso(NOON - (index + 2) * HOUR),
    changed_at: iso(round > 0 && index % 4 === 1 ? since + 1 : NOON - (index % 20) * HOUR),
    ends: iso(NOON + (index + 1) * 24 * HOUR),
    campaign: index % 4,
  }));
  const size = 21;
  return { json: { data: all.slice((page - 1) * size, page * size), meta: { total: all.length } } };
};

const ACCOUNTS = [
  { id: 'A-1', user: 'harbour.master@quay.example', password: PASSWORD, source: 'combolist', note: 'Seen in two lists' },
  { id: 'A-2', user: HOSTILE.script, password: PASSWORD, source: HOSTILE.bidi, note: HOSTILE.long },
  { id: 'A-3', user: HOSTILE.bidi, password: PASSWORD, source: HOSTILE.script, note: 'A name that turns round' },
  { id: 'A-4', password: PASSWORD, source: 'stealer', note: 'Nobody is named' },
];

const CASES = [
  { id: 'CASE-17', title: 'Brand abuse in a shop', severity: 'High', file: 'f-17', name: 'screenshot <b>.html' },
  { id: 'CASE-18', title: 'Login page of a bank, copied', severity: 'Low', file: 'f-18', name: 'evidence.svg' },
];

export interface Harbour {
  round: number;
  /** What the vendor was told to do. */
  readonly orders: string[];
}

export const answerOf =
  (harbour: Harbour) =>
  ({ method, url, headers, body }: Asked): Given => {
    if (headers['x-api-key'] !== API_KEY) return { status: 401, json: { error: 'unknown key' } };
    const what = `${method} ${url.pathname}`;
    if (what === 'GET /v1/phishing')
      return phishing(Date.parse(url.searchParams.get('since') ?? ''), Number(url.searchParams.get('page')), harbour.round);
    if (what === 'GET /v1/accounts') return { json: { data: ACCOUNTS } };
    if (what === 'GET /v1/cases') return { json: { data: CASES } };
    if (what === 'GET /v1/files') return { text: HOSTILE.script, headers: { 'content-type': 'text/html' } };
    if (what === 'GET /v1/brands') return { status: 403, json: { error: 'this key has no access to brands' } };
    if (what === 'POST /v1/takedowns') {
      harbour.orders.push(body);
      return { json: { order: `T-${harbour.orders.length}`, state: 'accepted' } };
    }
    return { status: 404, json: { error: 'nothing here' } };
  };

/** A search cluster on the far side: of one thing it wants nothing. */
export const farSide = ({ method, body }: Asked): Given => {
  if (method !== 'POST') return {};
  const lines = body.split('\n').filter((line) => line !== '');
  const items = lines.flatMap((line, index) => {
    const [name, target] = Object.entries(JSON.parse(line) as Readonly<Record<string, { readonly _id?: string }>>)[0] ?? [];
    if ((name !== 'index' && name !== 'delete') || target?._id === undefined) return [];
    const isRefused = lines[index + 1]?.includes('CASE-18') === true;
    const error = { type: 'document_parsing_exception', reason: 'failed to parse field [severity]' };
    return [{ [name]: { _id: target._id, ...(isRefused ? { status: 400, error } : { status: 201 }) } }];
  });
  return { json: { errors: true, items } };
};

export const DEFINITION = `language: 1
name: harbour-watch
title: Harbour Watch
version: 1.2.0
category: phishing
custom_objects: [{ code: account, name: Account, plural: Accounts }]

connection:
  user_fields:
    host: { label: Host, type: url, required: true, help: Where the API is. }
    api_key: { label: API Key, type: secret, required: true, help: "In the portal: Profile, API Keys." }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.api_key }
    retry: { attempts: 1 }

endpoints:
  phishing:
    request: { path: /v1/phishing, query: { since: !expr $window.since, page: !expr $page.number } }
    records: data
    key: !expr id
    paginate: { kind: page_number, size: 21, total: !expr meta.total }
  accounts: { request: { path: /v1/accounts }, records: data, key: !expr id }
  cases: { request: { path: /v1/cases }, records: data, key: !expr id }
  brands: { request: { path: /v1/brands }, records: data, key: !expr id }
  file:
    args: { id: string }
    request: { path: /v1/files, query: { id: !expr $args.id } }
    decode: [bytes]

feeds:
  phishing-domains:
    title: Phishing domains
    description: Domains that pretend to be somebody's brand, with the addresses behind them.
    user_fields:
      minimum_score: { label: Minimum score, type: number, integer: true, minimum: 0, maximum: 100, default: 50, help: Lower ones are dropped. }
      brands: { label: Brands, type: multiselect, choices: [Example Bank, Example Pay, Sample Post], help: Only of these; none means all. }
      detail: { label: Detail, type: select, choices: { short: Short, full: Full }, default: full }
      label: { label: Label, type: text, max_length: 20, pattern: "[a-z-]*", advanced: true, help: A tag on all of them. }
    source: phishing
    window: { time: !expr changed_at, period: P2D }
    filters:
      - { keep: !expr score >= $user.minimum_score, because: below the minimum score }
    report:
      domain:
        type: indicator
        subtype: FQDN
        value: !expr domain
        published_at: !expr first_seen
        expires_at: !expr ends
        tags: [phishing]
        attributes: { Score: { value: !expr score, rule: update }, Brand: !expr brands }
        related: [{ to: address, as: resolves to }, { to: campaign, as: part of }]
      address: { type: indicator, subtype: IP Address, value: !expr address, published_at: !expr first_seen }
      campaign: { type: campaign, value: !tmpl "Campaign {{campaign}}" }

  leaked-accounts:
    title: Leaked accounts
    source: accounts
    snapshot: true
    quarantine_limit: { records: 10, share: 0.9 }
    report:
      account:
        type: account
        required: true
        value: !expr user
        description: !expr note
        attributes: { Password: { value: !expr password, sensitive: true }, Found in: !expr source, Remark: !expr note }

  incident-cases:
    title: Incident cases
    source: cases
    snapshot: true
    report:
      case: { type: incident, value: !expr id, title: !expr title, attributes: { Severity: { value: !expr severity, rule: update } }, related: [file] }
      file: { type: attachment, identity: [!expr id, !expr name], value: !expr name }
    fulfillment:
      files: { of: file, call: file, with: { id: !expr file } }

  brand-abuse:
    title: Brand abuse
    source: brands
    snapshot: true
    report:
      brand: { type: indicator, subtype: FQDN, value: !expr id }

actions:
  request-takedown:
    title: Request takedown
    description: Asks Harbour Watch to have a domain taken down.
    accepts: [indicator]
    options:
      reason: { label: Reason, type: select, required: true, choices: { phishing: Phishing, malware: Malware }, help: What it is reported as. }
      urgency: { label: Urgency, type: number, integer: true, minimum: 1, maximum: 5, default: 3 }
      message: { label: Message, type: textarea, max_length: 200, help: For the analyst there. }
    request:
      method: POST
      path: /v1/takedowns
      json: { domain: !expr $object.value, reason: !expr $options.reason, urgency: !expr $options.urgency, message?: !expr $options.message }
    result: !expr order

  release-domain:
    title: Release domain
    description: Says that a domain is none of theirs after all. It takes two people.
    accepts: [indicator]
    approval: two
    request: { method: POST, path: /v1/takedowns, json: { domain: !expr $object.value, release: true } }
    result: !expr order
`;

/** One that can't be right. */
export const SPOILT = `language: 1
name: lighthouse
title: Lighthouse
version: 0.1.0
endpoints:
  lamps: { request: { path: /lamps }, records: data, key: !expr id }
feeds:
  lamps:
    title: Lamps
    source: lamp
    snapshot: true
    report:
      lamp: { type: indicator, subtype: FQDN, value: !expr $user.nam }
`;

export const CONFIGURATION = (vendor: string, far: string): string => `store: sqlite:./feeds.db
definitions: [definitions]
packs:
  harbour-watch: { set: { host: "${vendor}", api_key: "\${file:./harbour.key}" } }
instances:
  phishing: { feed: harbour-watch/phishing-domains, schedule: "*/5 * * * *", zone: Europe/Berlin }
  phishing-strict: { feed: harbour-watch/phishing-domains, every: PT1H, set: { minimum_score: 90 } }
  accounts: { feed: harbour-watch/leaked-accounts, every: PT15M }
  cases: { feed: harbour-watch/incident-cases, every: PT30M }
  brands: { feed: harbour-watch/brand-abuse, every: PT10M }
destinations:
  blocklist: { kind: text, path: out/domains.txt, comments: false, only: { type: indicator, status: Active } }
  far-side: { kind: elasticsearch, url: "${far}", index: threat-intel, api_key: "\${file:./search.key}", only: { type: incident } }
`;
