import { type Explanations, line } from './explanation.ts';

const OWNER = 'owner: !expr $detail.owner';
const VALUE = 'value: !expr domain';
const KIND = 'Kind: !expr $kind';
const QUERY = 'query: { since: !expr $window.since, page: !expr $page.number }';

/** What expressions give, by the samples, and what their place takes. */
export const typeFindings: Explanations = {
  'attribute.several-values': line(
    'With `rule: update` an attribute holds the latest value of each source. A path that goes through a list may give several of one record, which then all stand side by side.',
    KIND,
    `${KIND}\nHost: { value: !expr $detail.hosts.name, rule: update }`,
    `${KIND}\nHost: { value: !expr "$first($detail.hosts.name)", rule: update }`,
  ),
  'call.argument': line(
    'An endpoint declares what its arguments are: of anything else no call is made, and the record is set aside.',
    'detail: { call: one, with: { id: !expr id } }',
    'detail: { call: one, with: { id: !expr "[id]" } }',
  ),
  'decode.not-a-record': line(
    'A record is an object, whose members are read by their names; of texts and numbers none is made.',
    'record: data',
    'record: !expr data.owner',
    'record: !expr data',
  ),
  'expression.always-missing': line(
    'A value that is never anything but null says nothing: most likely a branch is missing.',
    OWNER,
    'owner: !expr "$exists($detail.owner) ? null"',
    'owner: !expr "$exists($detail.owner) ? $detail.owner"',
  ),
  'expression.always-true': line(
    'Every text but the empty one is true, every number but 0, and `$not` of what is missing is missing: a condition compares.',
    OWNER,
    "owner: !expr $detail.id = '7' or '8'",
    "owner: !expr $detail.id in ['7', '8']",
  ),
  'expression.never-equal': line(
    'A number is never equal to a text that looks like it, and a list never to one of its elements.',
    OWNER,
    'owner: !expr $detail.id = 7',
    "owner: !expr $detail.id = '7'",
  ),
  'expression.not-a-choice': line(
    'Of an option with choices, a table or a function with fixed results all values are known: another one never comes.',
    OWNER,
    "owner: !expr $type($detail.owner) = 'text'",
    "owner: !expr $type($detail.owner) = 'string'",
  ),
  'expression.not-a-number': line(
    'Arithmetic works with numbers alone: of anything else the record is set aside. Texts are put together with `&`.',
    OWNER,
    "owner: !expr $detail.owner + ' (owner)'",
    "owner: !expr $detail.owner & ' (owner)'",
  ),
  'expression.not-boolean': line(
    'A condition gives true or false: of a text, a number, a list or an object the run says that it is none.',
    '- { keep: !expr score >= $user.minimum, because: below the minimum }',
    '- { keep: !expr $user.minimum, because: below the minimum }',
  ),
  'expression.not-comparable': line(
    'Numbers have an order, and texts have one, but a number and a text have none: of such a record nothing is mapped.',
    OWNER,
    'owner: !expr $detail.id > 5',
    'owner: !expr $num($detail.id) > 5',
  ),
  'expression.not-sortable': line(
    'Numbers have an order, and texts have one; truth has none: as soon as two are compared the expression fails.',
    KIND,
    `Kind: !expr "$first($detail.hosts^(>name = 'a').name)"`,
    `Kind: !expr "$first($detail.hosts^(>(name = 'a' ? 1 : 0)).name)"`,
  ),
  'expression.unreadable': line(
    'None of the values that the samples show can be read by the function, so that every record would be set aside.',
    OWNER,
    'owner: !expr $iso($detail.owner)',
  ),
  'expression.wrong-argument': line(
    'A function takes arguments of certain kinds, and fails with any other: by the samples this one is of another kind each time.',
    OWNER,
    'owner: !expr $sum($detail.owner)',
  ),
  'report.not-a-map': line(
    'With `entries` the names of attributes are those of a map: of anything else there are none, and the record is set aside.',
    KIND,
    `${KIND}\nfrom: { entries: !expr $detail.owner }`,
    `${KIND}\nfrom: { entries: !expr $detail }`,
  ),
  'path.without-records': line(
    'Where `records` is a path, they are taken out one after the other: in what is left of the body, which paging, outcomes and `$page.body` see, their list is empty. A count of it is 0 on every page, and the first would be the last.',
    'use: [paged]',
    'paginate: { kind: page_number, stop_when: !expr $count(data) = 0 }',
    'paginate: { kind: page_number, empty_page: stop }',
  ),
  'report.not-a-scalar': line(
    'A value is one text: of an object or a list no text can be made, and the record is set aside.',
    VALUE,
    'value: !expr $detail.hosts',
    'value: !expr "$join($detail.hosts.name, \', \')"',
  ),
  'request.may-be-missing': line(
    'A request with a member that has no value is not sent, and the run fails. With a `?` behind its name the member is left out then.',
    QUERY,
    'query: { since: !expr $window.since, page: !expr $page.number, after: !expr $page.token }',
    'query: { since: !expr $window.since, page: !expr $page.number, after?: !expr $page.token }',
  ),
  'request.not-a-text': line(
    'Members of a query, headers and forms are texts, numbers or booleans, or lists of them: an object cannot be sent so.',
    QUERY,
    `query: { since: !expr $window.since, page: !expr "{ 'number': $page.number }" }`,
  ),
  'time.unreadable': line(
    'None of the values that the samples show is a time, so that every record would be set aside.',
    VALUE,
    `${VALUE}\npublished_at: !expr $detail.owner`,
    `${VALUE}\npublished_at: !expr changed_at`,
  ),
};
