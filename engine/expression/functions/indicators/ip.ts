import { parseIp } from '../../formats/ip-address.ts';
import type { DefinitionFunction } from '../function.ts';

export const ip: DefinitionFunction = {
  name: 'ip',
  summary:
    'The value where it is an IP address, in its canonical spelling; missing for anything else, a port or a netblock included.',
  note: 'Only an IP address, in its usual spelling',
  signature: { args: [{ name: 'value', type: 'any', docs: 'A text that may be an address.' }], result: 'text' },
  examples: [
    { call: `$ip(' 192.168.1.100 ')`, result: '192.168.1.100' },
    { call: `$ip('2001:DB8:0:0::1')`, result: '2001:db8::1' },
    { call: `$ip('example.com')` },
  ],
  call: (value) => parseIp(value)?.text,
};
