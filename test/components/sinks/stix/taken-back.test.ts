import { expect, test } from 'vitest';
import { stixMapper } from '../../../../engine/components/sinks/stix/mapper.ts';
import { outbound } from '../outbound.ts';
import { shippedTable } from './shipped-objects.ts';

test.each(['PCRE', 'Sigma', 'Snort', 'Suricata', 'YARA'])('a %s rule is taken back without saying it', (subtype) => {
  const map = stixMapper({}, shippedTable);
  const rule = outbound('Made-up rule', { type: 'signature', subtype, description: 'the rule itself' });
  const [sent] = map(rule).objects;
  const [taken] = map({ ...rule, description: undefined, gone: 'withdrawn' }).objects;
  expect(taken).toMatchObject({ id: sent?.id, revoked: true, pattern_type: sent?.['pattern_type'] });
  expect(taken?.['pattern']).toEqual(expect.stringMatching(/\S/));
  expect(JSON.stringify(taken)).not.toContain('the rule itself');
});
