import { refusal, type DefinitionFunction } from '../function.ts';

export const link: DefinitionFunction = {
  name: 'link',
  summary: 'The address of a link in the `Link` header of the response (RFC 8288), by its relation.',
  signature: { args: [{ name: 'rel', type: 'text', docs: 'The relation, such as `next`.' }], result: 'text' },
  examples: [],
  supplied: 'response',
  call() {
    throw refusal(
      'no-response',
      '$link was called where there is no response.',
      'Use it in outcomes, success_when, paginate and state.',
    );
  },
};
