import { harmless } from '../../api/wording/harmless.ts';

/** What stands in front of a line, or is told of it anyway. */
const FIRST = new Set(['level', 'time', 'message', 'event']);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A line of the log as a person reads it: time, what happened, and the rest of it as `name=value`. */
export const plainLine = (line: string): string => {
  const entry = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const { level, time, message } = entry;
  const rest = Object.entries(entry)
    .filter(([name, value]) => !FIRST.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${harmless(textOf(value))}`);
  const mark = level === 'info' ? '' : `${String(level)}: `;
  return [String(time).replace(/\.\d+Z$/, 'Z'), `${mark}${harmless(String(message))}`, ...rest].join('  ');
};
