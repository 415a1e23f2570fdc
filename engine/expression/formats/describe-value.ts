const LONGEST_SHAPE = 24;

/**
 * What kind of value something is, for an error message, without a word of its content: a record may hold a password,
 * and errors are kept. Of a text only its shape is shown: letters as `a`, digits as `9`.
 */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `a text shaped like "${shapeOf(value)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function shapeOf(text: string): string {
  const shown = text
    .slice(0, LONGEST_SHAPE)
    .replace(/\p{L}/gu, 'a')
    .replace(/\p{N}/gu, '9')
    .replace(/[^\x20-\x7e]/g, '?');
  return text.length > LONGEST_SHAPE ? `${shown}…` : shown;
}
