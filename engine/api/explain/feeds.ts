import { type Explanations, line } from './explanation.ts';

const SOURCE = 'source: list';
const SEARCH = 'source: search';
const WINDOW = 'window: { time: !expr changed_at, period: P7D }';
const FILTER = '- { keep: !expr score >= $user.minimum, because: below the minimum }';
const DETAIL = 'detail: { call: one, with: { id: !expr id } }';
const TLP = 'tlp: amber';
const RISK = 'Risk: { of: !expr risk, table: risks, else: unknown }';
const NOTE = 'note: { type: note, value: !expr id }';
const MINIMUM = 'minimum: { label: Minimum, type: number, default: 5 }';

/** What a feed fetches, keeps and reports. */
export const feedFindings: Explanations = {
  'attribute.from': line(
    'Attributes whose names come as data are members of a map (`entries`), or elements of a list that have a name and a value (`each`).',
    RISK,
    `${RISK}\nfrom: { each: !expr tags }`,
    `${RISK}\nfrom: { each: !expr tags, name: !expr name, value: !expr value }`,
  ),
  'attribute.no-value': line(
    'An attribute gets its value, or looks it up: without either it would never be there.',
    RISK,
    'Risk: { rule: update }',
    RISK,
  ),
  'attribute.twice': line('Two attributes of one name would be taken for one.', RISK, `${RISK}\nRISK: !expr risk`, RISK),
  'batch.argument': line(
    'What gathers the records of a call is one of its arguments.',
    DETAIL,
    'detail: { call: one, with: { id: !expr id }, batch: { of: 10, into: ids, match: !expr id } }',
    'detail: { call: one, with: { id: !expr id }, batch: { of: 10, into: id, match: !expr id } }',
  ),
  'batch.over': line(
    'A call is cut by time, or shared by several records: both at once would give each record the slices of the others.',
    DETAIL,
    'detail: { call: one, with: { id: !expr id }, batch: { of: 10, into: id, match: !expr id }, over: { since: !expr $run.since, until: !expr $run.until, step: P1D } }',
  ),
  'filter.kind': line(
    'Filters are gone through one by one, and each does one thing.',
    FILTER,
    '- { keep: !expr score >= $user.minimum, drop: !expr score > 90, because: another score }',
  ),
  'filter.no-reason': line(
    'The ledger counts what is left out under its reason; without one nobody could tell why a record is missing.',
    FILTER,
    '- { keep: !expr score >= $user.minimum }',
  ),
  'filter.otherwise': line(
    'Only where something is left out there is something else to be done with it.',
    FILTER,
    '- { set: { level: !expr score }, otherwise: { withdraw: [case] } }',
    '- { set: { level: !expr score } }',
  ),
  'health.contradiction': line(
    'What no run can keep up would always be told, and soon nobody would read it.',
    WINDOW,
    `${WINDOW}\nhealth: { every: P1D, newest_age: PT1H }`,
    `${WINDOW}\nhealth: { every: PT1H, newest_age: P1D }`,
  ),
  'health.no-time': line(
    'How old the newest record is hangs on its time, and only `time` of the window says where that stands.',
    SEARCH,
    `${SEARCH}\nhealth: { newest_age: P1D }`,
    `${SEARCH}\nhealth: { changed: P1D }`,
  ),
  'report.incomplete': line(
    'An object has a type and a value: without them it could not be told from another.',
    NOTE,
    'note: { type: note }',
  ),
  'report.relate-alone': line(
    'An entry that relates objects makes none itself.',
    NOTE,
    `${NOTE}\nlink: { relate: { from: !expr a, to: !expr b }, tlp: red }`,
    `${NOTE}\nlink: { relate: { from: !expr a, to: !expr b } }`,
  ),
  'report.unknown-entry': line(
    'A relation leads to an object that an entry of the same report makes.',
    TLP,
    'tlp: amber\nrelated: [{ to: cases }]',
    'tlp: amber\nrelated: [{ to: case }]',
  ),
  'report.unknown-status': line(
    'A status that people and other feeds do not know is found by nobody: most often it is one of the known ones in another spelling.',
    'subtype: FQDN',
    'subtype: FQDN\nstatus: Expird',
    'subtype: FQDN\nstatus: Expired',
  ),
  'report.unknown-subtype': line(
    'An object of another subtype is another object: what is spelt in two ways never meets.',
    'subtype: FQDN',
    'subtype: IP Adress',
    'subtype: IP Address',
  ),
  'report.unknown-tlp': line('A TLP is one of the colours of the Traffic Light Protocol.', TLP, 'tlp: orange'),
  'snapshot.no-index': line(
    'A snapshot of documents compares an index with the last one: it needs a source that has one.',
    SEARCH,
    'source: search\nsnapshot: { of: document }',
    'source: search\nsnapshot: true',
  ),
  'source.after-applied': line(
    'A vendor that is told what was applied knows itself what comes next: a window or a state besides would go past what it was not told of.',
    SOURCE,
    'source: { call: list, after_applied: { call: one, with: { id: !expr $last.id } } }',
    SOURCE,
  ),
  'source.concurrency': line(
    'Documents one after the other are not fetched several at once.',
    SEARCH,
    'source: { each: search, call: one, with: { id: !expr $parent.id }, order: sequential, concurrency: 4 }',
    'source: { each: search, call: one, with: { id: !expr $parent.id }, order: sequential }',
  ),
  'source.index-arguments': line(
    'The arguments of a source go to its documents: nothing would give the index its own.',
    SEARCH,
    'source: { each: one, call: one, with: { id: !expr $parent.id } }',
    'source: { each: search, call: one, with: { id: !expr $parent.id } }',
  ),
  'source.index-key': line(
    'Entries of an index are told apart by its key: without one it could not be told which of them changed.',
    SEARCH,
    'source: { each: one, call: one, with: { id: !expr $parent.id }, changed: !expr changed_at }',
    'source: { each: search, call: one, with: { id: !expr $parent.id }, changed: !expr changed_at }',
  ),
  'source.index-windows': line(
    'An index is compared as a whole with that of the last run, so that a run cannot be cut into windows.',
    SEARCH,
    'source: { each: search, call: one, with: { id: !expr $parent.id }, changed: !expr changed_at }\nwindow: { period: P7D, step: P1D }',
    'source: { each: search, call: one, with: { id: !expr $parent.id }, changed: !expr changed_at }\nwindow: { period: P7D }',
  ),
  'supplemental.cycle': line(
    'A call that needs its own answer could never be made.',
    DETAIL,
    'detail: { call: one, with: { id: !expr $detail.id } }',
  ),
  'user-field.always-required': line(
    'What is always required needs no condition.',
    MINIMUM,
    'minimum: { label: Minimum, type: number, required: true, required_when: !expr $user.host }',
    MINIMUM,
  ),
  'user-field.incomplete': line(
    'Whoever sets an option has to be told what it is, and of which type.',
    MINIMUM,
    'minimum: { type: number, default: 5 }',
  ),
  'user-field.no-choices': line(
    'What is selected is one of several choices, which have to be given.',
    MINIMUM,
    `${MINIMUM}\nmode: { label: Mode, type: select }`,
    `${MINIMUM}\nmode: { label: Mode, type: select, choices: [all, new], default: all }`,
  ),
  'user-field.no-number': line(
    'Bounds the wrong way round accept no number at all.',
    MINIMUM,
    'minimum: { label: Minimum, type: number, minimum: 10, maximum: 1, default: 5 }',
    'minimum: { label: Minimum, type: number, minimum: 1, maximum: 10, default: 5 }',
  ),
  'user-field.other-type': line(
    'An option of the connection is the same in each feed: a feed may change its words, not its type.',
    MINIMUM,
    `${MINIMUM}\nhost: { label: Host, type: number }`,
    `${MINIMUM}\nhost: { label: The host of this feed }`,
  ),
  'user-field.secret-default': line(
    'A secret never stands in a definition, which others read.',
    MINIMUM,
    `${MINIMUM}\nkey: { label: Key, type: secret, default: abc }`,
    `${MINIMUM}\nkey: { label: Key, type: secret }`,
  ),
  'user-field.wrong-default': line(
    'A default is a value that the option itself would take.',
    MINIMUM,
    'minimum: { label: Minimum, type: number, default: low }',
  ),
  'user-field.wrong-word': line(
    'Some words belong to some types alone: here it would do nothing.',
    MINIMUM,
    'minimum: { label: Minimum, type: number, default: 5, choices: [5, 10] }',
  ),
  'window.contradiction': line(
    'Parts of a window that contradict each other would fetch nothing, or the same for ever.',
    WINDOW,
    'window: { time: !expr changed_at, period: P7D, step: PT0S }',
  ),
};
