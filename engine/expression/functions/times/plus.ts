import { parseDuration } from '../../../language/basics/duration.ts';
import { formatIso } from '../../formats/format-time.ts';
import { EARLIEST, LATEST } from '../../formats/parse-time.ts';
import { textArgument, timeArgument, wrongArgument, type DefinitionFunction } from '../function.ts';

export const plus: DefinitionFunction = {
  name: 'plus',
  summary: 'A time moved by a duration, as `$iso` writes it.',
  signature: {
    args: [
      { name: 'time', type: 'time', docs: 'A time in any form that is read.' },
      { name: 'duration', type: 'text', docs: 'ISO 8601 in weeks, days, hours, minutes and seconds: `P30D`, `-PT5M`.' },
    ],
    result: 'text',
  },
  examples: [
    { call: `$plus('2025-08-06', 'P1DT12H')`, result: '2025-08-07T12:00:00Z' },
    { call: `$plus('2025-08-06', '-PT1S')`, result: '2025-08-05T23:59:59Z' },
  ],
  call(time, duration) {
    const ms = timeArgument('plus', time);
    const text = textArgument('plus', duration);
    if (ms === undefined || text === undefined) return undefined;
    const isBack = text.startsWith('-');
    const distance = parseDuration(isBack ? text.slice(1) : text) ?? NaN;
    const moved = isBack ? ms - distance : ms + distance;
    if (Number.isNaN(moved) || moved < EARLIEST || moved > LATEST)
      throw wrongArgument('plus', 'a duration such as P30D or PT5M', duration);
    return formatIso(moved);
  },
};
