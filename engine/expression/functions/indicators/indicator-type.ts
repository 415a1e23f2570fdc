import { indicatorKind } from '../../formats/indicator-kind.ts';
import type { DefinitionFunction } from '../function.ts';

export const indicatorType: DefinitionFunction = {
  name: 'indicator_type',
  summary:
    'The kind of indicator that a text can be seen to be, for lists of mixed ones: `IP Address`, `IPv6 Address`, `CIDR Block`, `IPv6 CIDR Block`, `FQDN`, `URL`, `Email Address`, `MD5`, `SHA-1`, `SHA-256`, `SHA-512`; missing for anything else, an address with a port and the name of a file (`setup.exe`) included. A defanged value is read through `$refang` first.',
  signature: { args: [{ name: 'value', type: 'any', docs: 'A text that may be an indicator.' }], result: 'text' },
  examples: [
    { call: `$indicator_type('192.0.2.1')`, result: 'IP Address' },
    { call: `$indicator_type('192.0.2.0/24')`, result: 'CIDR Block' },
    { call: `$indicator_type('login.example.com')`, result: 'FQDN' },
    { call: `$indicator_type('https://login.example.com/a')`, result: 'URL' },
    { call: `$indicator_type('d41d8cd98f00b204e9800998ecf8427e')`, result: 'MD5' },
    { call: `$indicator_type('setup.exe')` },
  ],
  call: (value) => indicatorKind(value),
};
