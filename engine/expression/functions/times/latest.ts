import { formatIso } from '../../formats/format-time.ts';
import { present, timeArgument, type DefinitionFunction } from '../function.ts';

export const latest: DefinitionFunction = {
  name: 'latest',
  summary: 'The latest of several times, as `$iso` writes it; missing and blank ones are left out.',
  note: 'The latest of several',
  signature: { args: [{ name: 'times', type: 'time', docs: 'Times, or lists of times.', repeated: true }], result: 'text' },
  examples: [{ call: `$latest('2025-08-07', 1754490523, null)`, result: '2025-08-07T00:00:00Z' }, { call: `$latest('')` }],
  call(...times) {
    let best = -Infinity;
    for (const value of present(times)) best = Math.max(best, timeArgument('latest', value) ?? -Infinity);
    return best === -Infinity ? undefined : formatIso(best);
  },
};
