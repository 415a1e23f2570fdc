import { readStixPattern } from '../../formats/read-stix-pattern.ts';
import { isBlank, refusal, textArgument, type DefinitionFunction } from '../function.ts';

export const stixPattern: DefinitionFunction = {
  name: 'stix_pattern',
  summary:
    'The values that a STIX 2 pattern asks for, as a list of `{type, path, value}`; negated and fuzzy comparisons are left out.',
  note: 'Read out of a STIX pattern',
  signature: { args: [{ name: 'pattern', type: 'text', docs: "An indicator's `pattern`." }], result: 'list' },
  examples: [
    {
      call: `$stix_pattern("[ipv4-addr:value = '192.0.2.1']")`,
      result: [{ type: 'ipv4-addr', path: 'value', value: '192.0.2.1' }],
    },
    {
      call: `$stix_pattern("[file:hashes.'SHA-256' = 'ab' OR file:name IN ('x', 'y')]")`,
      result: [
        { type: 'file', path: 'hashes.SHA-256', value: 'ab' },
        { type: 'file', path: 'name', value: 'x' },
        { type: 'file', path: 'name', value: 'y' },
      ],
    },
  ],
  call(pattern) {
    const text = textArgument('stix_pattern', pattern);
    if (text === undefined || isBlank(text)) return undefined;
    const found = readStixPattern(text);
    if (found !== undefined) return found;
    throw refusal('not-a-stix-pattern', '$stix_pattern was given a text that is no STIX 2 pattern.');
  },
};
