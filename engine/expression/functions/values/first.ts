import { present, type DefinitionFunction } from '../function.ts';

export const first: DefinitionFunction = {
  name: 'first',
  summary: 'The first value that is neither missing nor blank, of the arguments or of the lists among them.',
  signature: { args: [{ name: 'values', type: 'any', docs: 'Values, or lists of values.', repeated: true }], result: 'any' },
  examples: [{ call: `$first(null, ' ', ['b', 'c'])`, result: 'b' }, { call: '$first([])' }],
  choice: { from: 0, of: (values) => values.findIndex((value) => present([value]).next().done === false) },
  call: (...values) => present(values).next().value,
};
