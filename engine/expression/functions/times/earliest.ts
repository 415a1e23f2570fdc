import { formatIso } from '../../formats/format-time.ts';
import { present, timeArgument, type DefinitionFunction } from '../function.ts';

export const earliest: DefinitionFunction = {
  name: 'earliest',
  summary: 'The earliest of several times, as `$iso` writes it; missing and blank ones are left out.',
  note: 'The earliest of several',
  signature: { args: [{ name: 'times', type: 'time', docs: 'Times, or lists of times.', repeated: true }], result: 'text' },
  examples: [{ call: `$earliest('2025-08-07', 1754490523, null)`, result: '2025-08-06T14:28:43Z' }, { call: `$earliest('')` }],
  call(...times) {
    let best = Infinity;
    for (const value of present(times)) best = Math.min(best, timeArgument('earliest', value) ?? Infinity);
    return best === Infinity ? undefined : formatIso(best);
  },
};
