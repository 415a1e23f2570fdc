import { parseJson } from '../../formats/parse-json.ts';
import { isBlank, refusal, textArgument, type DefinitionFunction } from '../function.ts';

export const json: DefinitionFunction = {
  name: 'json',
  summary: 'What a JSON text holds, such as a cell or a member with JSON inside; members that are null are left out.',
  note: 'Read out of JSON in a text',
  signature: { args: [{ name: 'text', type: 'text', docs: 'A JSON text; a blank one gives a missing result.' }], result: 'any' },
  examples: [
    { call: `$json('{"rule": "C2", "seen": null, "ids": [1, 2]}')`, result: { rule: 'C2', ids: [1, 2] } },
    { call: `$json('[12345678901234567890]')`, result: ['12345678901234567890'] },
    { call: `$json(' ')` },
  ],
  call(text) {
    if (isBlank(text)) return undefined;
    try {
      return parseJson(textArgument('json', text) ?? '');
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
      throw refusal('not-json', '$json was given a text that is no JSON.', 'Look at what the vendor sends in this place.');
    }
  },
};
