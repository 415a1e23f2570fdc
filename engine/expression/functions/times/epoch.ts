import { timeArgument, wrongArgument, type DefinitionFunction } from '../function.ts';

export const epoch: DefinitionFunction = {
  name: 'epoch',
  summary: 'A time as a number of whole seconds since 1970, or of milliseconds.',
  note: 'Written as seconds since 1970',
  signature: {
    args: [
      { name: 'time', type: 'time', docs: 'A time in any form that is read.' },
      { name: 'unit', type: 'text', docs: "`'s'` (the default) or `'ms'`.", optional: true },
    ],
    result: 'number',
  },
  examples: [
    { call: `$epoch('2025-08-06T14:28:43Z')`, result: 1_754_490_523 },
    { call: `$epoch('2025-08-06T14:28:43.250Z', 'ms')`, result: 1_754_490_523_250 },
  ],
  call(time, unit = 's') {
    const ms = timeArgument('epoch', time);
    if (unit !== 's' && unit !== 'ms') throw wrongArgument('epoch', "'s' or 'ms' as its unit", unit);
    return ms === undefined || unit === 'ms' ? ms : Math.floor(ms / 1000);
  },
};
