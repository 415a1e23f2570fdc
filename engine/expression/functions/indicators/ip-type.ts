import { parseIp } from '../../formats/ip-address.ts';
import type { DefinitionFunction } from '../function.ts';

export const ipType: DefinitionFunction = {
  name: 'ip_type',
  summary: 'The kind of indicator that an address is: `IP Address`, `IPv6 Address`, or missing where it is no address.',
  signature: { args: [{ name: 'value', type: 'any', docs: 'A text that may be an address.' }], result: 'text' },
  examples: [
    { call: `$ip_type('192.168.1.100')`, result: 'IP Address' },
    { call: `$ip_type('2001:db8::1')`, result: 'IPv6 Address' },
    { call: `$ip_type('192.168.1.0/24')` },
  ],
  call(value) {
    const address = parseIp(value);
    if (address === undefined) return undefined;
    return address.version === 4 ? 'IP Address' : 'IPv6 Address';
  },
};
