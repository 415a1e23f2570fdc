import { formatIso } from '../../formats/format-time.ts';
import { timeArgument, type DefinitionFunction } from '../function.ts';

export const iso: DefinitionFunction = {
  name: 'iso',
  summary: 'A time as ISO 8601 in UTC; milliseconds are written only where there are any.',
  note: 'Written as ISO 8601, in UTC',
  signature: { args: [{ name: 'time', type: 'time', docs: 'A time in any form that is read.' }], result: 'text' },
  examples: [
    { call: `$iso('1755168791')`, result: '2025-08-14T10:53:11Z' },
    { call: `$iso('2025-08-14 10:53:11.5+02:00')`, result: '2025-08-14T08:53:11.500Z' },
    { call: `$iso('')` },
  ],
  call(time) {
    const ms = timeArgument('iso', time);
    return ms === undefined ? undefined : formatIso(ms);
  },
};
