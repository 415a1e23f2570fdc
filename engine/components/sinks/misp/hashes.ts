import { hash } from 'node:crypto';

/** A line for each part of a value: what the cache of a feed's values is made of. */
export const hashLines = (type: string, value: string, event: string): string => {
  const at = type.includes('|') ? value.indexOf('|') : -1;
  const parts = at < 0 ? [value] : [value.slice(0, at), value.slice(at + 1)];
  return parts.map((part) => `${hash('md5', part)},${event}\n`).join('');
};
