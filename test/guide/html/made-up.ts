/** A guide that no definition has: every part of the model once, and nothing of a vendor's. */
import type { Guide, GuideRequest, OptionRow } from '../../../engine/guide/model/guide.ts';

const option = (name: string, more: Partial<OptionRow>): OptionRow => ({
  name,
  label: `Label of ${name}`,
  type: 'text',
  description: 'What it is for, see `host`.',
  default: null,
  required: false,
  requiredWhen: null,
  choices: [],
  limits: [],
  advanced: false,
  ...more,
});

const request = (name: string, more: Partial<GuideRequest>): GuideRequest => ({
  name,
  title: `Title of ${name}`,
  role: 'source',
  feeds: ['ships'],
  description: 'What is asked.',
  method: 'GET',
  address: 'https://harbour.example/v1/ships?since=<since>',
  headers: [{ name: 'accept', value: 'application/json' }],
  body: null,
  placeholders: [{ name: 'since', meaning: 'The last run.' }],
  curl: "curl -sS \\\n  'https://harbour.example/v1/ships?since=<since>'",
  sent: { line: 'GET /v1/ships?since=7', body: '{"since":7}', file: 'cases/first.yaml' },
  samples: [
    {
      file: 'ships.json',
      status: [],
      language: 'json',
      text: '{ "name": "Anna", "tons": 12.5, "old": true }',
      isShortened: true,
    },
    { file: 'no.txt', status: [401, 403], language: 'text', text: 'no', isShortened: false },
  ],
  notes: ['One page.', 'Success: `ok`.'],
  ...more,
});

export const madeUp: Guide = {
  pack: 'harbour',
  facts: {
    title: 'Harbour',
    version: '1.2.0',
    language: 1,
    category: 'made up',
    author: 'Nobody',
    definition: 'harbour/ships.yaml',
  },
  introduction: {
    text: ['Ships that a harbour has seen.'],
    feeds: [{ name: 'ships', title: 'Ships', description: 'All ships.' }],
    actions: [{ name: 'greet', title: 'Greet', description: null }],
    objects: [
      { code: 'ship', name: 'Ship', plural: 'Ships', subtypes: ['Tug', 'Ferry'], custom: true, hasAttributes: true },
      { code: 'file', name: 'File', plural: 'Files', subtypes: [], custom: false, hasAttributes: false },
    ],
  },
  prerequisites: ['A key of the harbour.'],
  configuration: {
    pack: [
      option('host', { default: 'https://harbour.example', advanced: true }),
      option('key', { type: 'secret', required: true }),
    ],
    ships: [
      option('kinds', {
        default: ['tug', 'ferry'],
        choices: [
          { value: 'tug', label: 'A tug' },
          { value: 'ferry', label: 'ferry' },
        ],
      }),
      option('least', { required: true, requiredWhen: 'when `kinds` has tug', limits: ['0 to 100', 'at most 3 digits'] }),
    ],
    greet: [option('words', {})],
  },
  feeds: {
    ships: {
      name: 'ships',
      title: 'Ships',
      description: 'All ships of the harbour.',
      steps: ['Asks for ships since the last run.', 'Asks for the crew of each.'],
      requests: ['ships', 'crew', 'photo'],
      filters: [{ because: 'too light', kind: 'keep', test: 'tons >= $user.least' }],
      graph: {
        nodes: [
          { id: 'call ships', kind: 'call', role: 'source', title: 'Title of ships', detail: 'GET /v1/ships' },
          { id: 'records', kind: 'records', role: null, title: 'Records', detail: '1 filter' },
          {
            id: 'supplemental crew',
            kind: 'call',
            role: 'supplemental',
            title: 'Title of crew',
            detail: 'GET /v1/ships/{{id}}/crew',
          },
          { id: 'object ship', kind: 'object', role: null, title: 'ship: Ship', detail: 'Tug, Ferry · 2 attributes' },
          { id: 'object image', kind: 'object', role: null, title: 'image: File', detail: null },
          { id: 'fulfillment image', kind: 'call', role: 'fulfillment', title: 'Title of photo', detail: 'GET /v1/photos' },
        ],
        edges: [
          { from: 'call ships', to: 'records', kind: 'data', label: null },
          { from: 'records', to: 'supplemental crew', kind: 'asks', label: 'for each record' },
          { from: 'supplemental crew', to: 'records', kind: 'data', label: '$crew' },
          { from: 'records', to: 'object ship', kind: 'data', label: null },
          { from: 'records', to: 'object image', kind: 'data', label: 'for each element' },
          { from: 'object ship', to: 'object image', kind: 'relation', label: 'shows' },
          { from: 'object image', to: 'fulfillment image', kind: 'asks', label: 'for each file' },
          { from: 'fulfillment image', to: 'object image', kind: 'bytes', label: 'bytes' },
          { from: 'records', to: 'records', kind: 'relation', label: "berth: by the vendor's ids" },
        ],
      },
    },
  },
  requests: [
    request('ships', {}),
    request('crew', { role: 'supplemental', sent: null }),
    request('photo', { role: 'fulfillment' }),
  ],
  mapping: {
    ships: [
      {
        path: 'ships.id',
        entity: 'Ship.Value',
        key: 'Ship',
        published: 'ships.seenAt',
        example: 'IMO 7',
        notes: [],
        entry: 'ship',
      },
      {
        path: 'crew.captain',
        entity: 'Ship.Attribute',
        key: 'Captain',
        published: null,
        example: 'Ada',
        notes: ['Updatable'],
        entry: 'ship',
      },
      { path: 'ships.tons', entity: 'Ship.Attribute', key: 'Tons', published: null, example: '12.5', notes: [], entry: 'ship' },
      { path: null, entity: 'File.Description', key: null, published: null, example: null, notes: ['A `photo`'], entry: 'image' },
    ],
  },
  actions: {
    greet: {
      name: 'greet',
      title: 'Greet',
      description: 'Says hello to a ship.',
      accepts: [{ code: 'ship', name: 'Ship' }],
      options: [option('words', { required: true })],
      requires: ['The ship has a name.'],
      changesVendor: true,
      request: request('greet', { role: 'action', feeds: [], method: 'POST', body: '{"words":"<words>"}' }),
      result: 'Hello',
    },
  },
  runs: { ships: { measured: 'Measured over a case.', rows: [{ metric: 'Ships', result: '3' }] } },
  limits: ['No ships at night.'],
  changes: [
    { version: '1.2.0', date: '2026-01-02', lines: ['Photos.'] },
    { version: '1.0.0', date: null, lines: ['The first one.'] },
  ],
};

/** What is no text of someone's: words of the model. */
const WORDS = new Set(['kind', 'role', 'language']);

/** Every text of a guide with something put after it, names included. */
export const withAfterEach = (value: unknown, after: string, name = ''): unknown => {
  if (typeof value === 'string') return WORDS.has(name) ? value : value + after;
  if (Array.isArray(value)) return value.map((one: unknown) => withAfterEach(one, after));
  if (typeof value !== 'object' || value === null) return value;
  const isByName = ['configuration', 'feeds', 'mapping', 'actions', 'runs'].includes(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      isByName && key !== 'pack' ? key + after : key,
      withAfterEach(one, after, isByName && key !== 'pack' ? '' : key),
    ]),
  );
};
