import { present, wrongArgument, type DefinitionFunction } from '../function.ts';

export const lines: DefinitionFunction = {
  name: 'lines',
  summary: 'The lines of a text as a list, trimmed, blank ones left out; a list of texts is taken line by line as well.',
  note: 'One for each line',
  signature: { args: [{ name: 'text', type: 'any', docs: 'A text, or a list of texts.' }], result: 'list' },
  examples: [{ call: `$lines("malicious\\r\\n phishing \\n\\n")`, result: ['malicious', 'phishing'] }],
  call(text) {
    if (text === undefined || text === null) return undefined;
    const found: string[] = [];
    for (const value of present([text])) {
      if (typeof value !== 'string') throw wrongArgument('lines', 'a text or a list of texts', value);
      for (const line of value.split(/\r\n|\r|\n/)) if (line.trim() !== '') found.push(line.trim());
    }
    return found;
  },
};
