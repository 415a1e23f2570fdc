import type { Json } from '../../language/basics/json.ts';

/** The value with each of its texts, names of members included, as `change` makes it: what is between them stays JSON. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, change));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [change(name), mapTexts(item as Json, change)]));
}
