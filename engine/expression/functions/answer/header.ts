import { refusal, type DefinitionFunction } from '../function.ts';

export const header: DefinitionFunction = {
  name: 'header',
  summary: 'The first value of a header of the response, whatever the case of its name.',
  signature: { args: [{ name: 'name', type: 'text', docs: "The header's name." }], result: 'text' },
  examples: [],
  supplied: 'response',
  call() {
    throw refusal(
      'no-response',
      '$header was called where there is no response.',
      'Use it in outcomes, success_when, paginate and state.',
    );
  },
};
