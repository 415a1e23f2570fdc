import { type Explanations, line } from './explanation.ts';

const MINIMUM = 'minimum: { label: Minimum, type: number, default: 5 }';
const KINDS = 'kinds: { m: malware, p: phishing }';
const OWNER = 'owner: !expr $detail.owner';

/** What is declared, kept or asked for, and leads nowhere. */
export const unusedFindings: Explanations = {
  'endpoint.unused': line(
    'An endpoint that no feed calls is never asked; most often a feed names another one in its place.',
    'endpoints:',
    'endpoints:\n  spare: { request: { path: /spare }, records: data }',
  ),
  'endpoint.unused-argument': line(
    'What a call gives for an argument is sent only where the request reads it: without that every call asks for the same.',
    'request: { path: /file, query: { id: !expr $args.id } }',
    'request: { path: /file }',
  ),
  'fragment.unused': line(
    'What nothing uses is not checked, and may be a leftover or a misspelt name.',
    'fragments: ./fragments.yaml',
    'fragments: { paged: { paginate: { kind: page_number } }, spare: { records: $ } }',
  ),
  'let.unused': line(
    'A value that is worked out for each record and read nowhere is a leftover, or another name was meant where it belongs.',
    OWNER,
    `${OWNER}\nowner_id: !expr $detail.id`,
  ),
  'object-type.unused': line(
    'A type that no entry makes and no action takes is a leftover, or the entry says another type than was meant.',
    'holder: { type: account, value: !expr id }',
    'holder: { type: note, value: !expr id }',
  ),
  'state.not-sent': line(
    'A state is kept so that the next run asks from there on: a request that does not send it gets everything again.',
    'source: search',
    'source: search\nstate: { kind: largest, of: !expr changed_at }',
  ),
  'supplemental.unused': line(
    'A supplemental call costs a request for each record: its answer is there to be read.',
    'detail: { call: one, with: { id: !expr id } }',
    'detail: { call: one, with: { id: !expr id } }\nagain: { call: one, with: { id: !expr id } }',
  ),
  'table.unused': line(
    'A table in which nothing is looked up is a leftover, or a look-up names another one.',
    KINDS,
    `${KINDS}\nlevels: { 1: low, 2: high }`,
  ),
  'user-field.unused': line(
    'Whoever sets an option expects something of it: one that nothing reads changes nothing.',
    MINIMUM,
    `${MINIMUM}\nmaximum: { label: Maximum, type: number }`,
  ),
  'window.not-sent': line(
    'A window is the stretch of time that is asked for: where nothing reads it, every run gets the same whatever it is asked for.',
    'source: search',
    'source: search\nwindow: { period: P7D }',
    'source: search\nwindow: { time: !expr changed_at, period: P7D }',
  ),
};
