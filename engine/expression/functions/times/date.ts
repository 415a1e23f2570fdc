import { timeArgument, type DefinitionFunction } from '../function.ts';

export const date: DefinitionFunction = {
  name: 'date',
  summary: 'The day of a time in UTC, as `YYYY-MM-DD`.',
  note: 'Written as the day, in UTC',
  signature: { args: [{ name: 'time', type: 'time', docs: 'A time in any form that is read.' }], result: 'text' },
  examples: [
    { call: `$date('2025-08-06T23:30:00-02:00')`, result: '2025-08-07' },
    { call: '$date(1754490523)', result: '2025-08-06' },
  ],
  call(time) {
    const ms = timeArgument('date', time);
    return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);
  },
};
