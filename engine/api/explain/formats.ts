import { type Explanations, whole } from './explanation.ts';

const TABLE = 'definitions/formats/stix.yaml';
const table = (...rows: readonly string[]): string =>
  `format: stix\nversion: 1\nobjects:\n${rows.map((row) => `  - ${row}`).join('\n')}`;
const CASE = '{ type: incident, as: incident }';
const DOMAIN = '{ type: indicator, subtype: FQDN, as: indicator, observable: domain-name:value }';

/** What tables say of the formats in which objects go out. */
export const formatFindings: Explanations = {
  'format.incomplete': whole(
    TABLE,
    'An indicator gets a pattern, and an observable is one: both need the property that has the value.',
    table(DOMAIN.replace(', observable: domain-name:value', '')),
    table(DOMAIN),
  ),
  'format.no-target': whole(
    TABLE,
    'Objects that nothing becomes of are counted under the reason why they are left out; without one nobody could tell why they are missing.',
    table('{ type: incident, name: title }'),
    table('{ type: incident, leave_out: incidents stay here }'),
  ),
  'format.shadowed': whole(
    TABLE,
    'The first row that fits counts: one behind a row for all of its objects does nothing, without a word.',
    table('{ type: indicator, leave_out: no indicators }', DOMAIN),
    table(DOMAIN, '{ type: indicator, leave_out: no other indicators }'),
  ),
  'format.unknown': whole(
    TABLE,
    'A table is for one of the formats that there are; what its rows may say follows from it.',
    table(CASE).replace('stix', 'sticks'),
    table(CASE),
  ),
  'format.unknown-subtype': whole(
    TABLE,
    'A row for a subtype that no object has is never used, and such objects become what another row says.',
    table(DOMAIN.replace('FQDN', 'FDQN')),
    table(DOMAIN),
  ),
  'format.unknown-type': whole(
    TABLE,
    'A row for a type that no object has is never used.',
    table(CASE.replace('type: incident', 'type: incidents')),
    table(CASE),
  ),
};
