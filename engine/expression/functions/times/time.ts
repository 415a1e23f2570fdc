import { formatTime } from '../../formats/format-time.ts';
import { textArgument, timeArgument, type DefinitionFunction } from '../function.ts';

const USUAL = 'yyyy-MM-dd HH:mm:ss';

export const time: DefinitionFunction = {
  name: 'time',
  summary: "A time written by a format of Unicode's date field symbols, always in UTC.",
  note: 'Written as `{2}`, in UTC',
  signature: {
    args: [
      { name: 'time', type: 'time', docs: 'A time in any form that is read.' },
      {
        name: 'format',
        type: 'text',
        docs: '`yyyy yy MMMM MMM MM M dd d EEEE EEE HH H hh h a mm m ss s SSS`, the offset as `XXX` (`+00:00`), `xx` (`+0000`) or `X` (`Z`), other text in single quotes; by default `yyyy-MM-dd HH:mm:ss`.',
        optional: true,
      },
    ],
    result: 'text',
  },
  examples: [
    { call: `$time('1754490523')`, result: '2025-08-06 14:28:43' },
    { call: `$time('1754956800', 'yyyy-MM-dd HH:mm:ssXXX')`, result: '2025-08-12 00:00:00+00:00' },
  ],
  call(value, format = USUAL) {
    const ms = timeArgument('time', value);
    const pattern = textArgument('time', format);
    return ms === undefined || pattern === undefined ? undefined : formatTime(ms, pattern);
  },
};
