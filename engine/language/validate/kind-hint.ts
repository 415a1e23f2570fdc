import type { JsonSchema } from '../basics/shape.ts';
import { isMap } from './accepts.ts';
import { isExpr, isTagged } from '../yaml/tagged.ts';

/** What to write where the wrong kind of value stands. */
export const kindHint = (schema: JsonSchema, data: unknown): string => {
  const branches = (schema['anyOf'] ?? [schema]) as readonly JsonSchema[];
  const takesExpr = branches.some((one) => one['feedwright'] === 'expr');
  if (data === null) return 'Write a value after the key, or remove the key.';
  if (takesExpr && typeof data === 'string') return 'Put the tag before it: `!expr …`; without a tag it is a text.';
  if (isTagged(data) && schema['feedwright'] === 'literal')
    return 'For a list that is computed write `!expr |-` with `[ … ]` below it.';
  if (isTagged(data))
    return takesExpr
      ? 'Write it as `!expr`: a template gives text.'
      : `Remove the tag \`!${isExpr(data) ? 'expr' : 'tmpl'}\`: this is read before anything is evaluated.`;
  if (branches.some((one) => one['type'] === 'string') && typeof data === 'boolean')
    return `Put it in quotes: \`"${String(data)}"\`.`;
  const takes = (type: string): boolean => branches.some((one) => one['type'] === type);
  if (takes('array') && isMap(data)) return 'Put `- ` before each item: this is a list.';
  if (takes('array') && typeof data !== 'object') return `Write a list: \`[${String(data).slice(0, 40)}]\`.`;
  if (takes('number') || takes('integer')) return 'Write a number without quotes.';
  if (takes('boolean')) return 'Write `true` or `false` without quotes.';
  if (takes('object') && (typeof data !== 'object' || Array.isArray(data))) return 'Write `key: value` pairs below it.';
  if (Array.isArray(data)) return 'For a list that is computed write `!expr |-` with `[ … ]` below it.';
  if (isMap(data)) return 'For an object that is computed write `!expr |-` with `{ … }` below it.';
  return 'See the description of the key in the definition schema.';
};
