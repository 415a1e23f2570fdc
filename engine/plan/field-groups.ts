import type { Endpoint } from '../language/model.ts';

/** `$fields` of each call that the endpoint's `fields:` take; one call without them. */
export function fieldGroups({ fields }: Endpoint): readonly (readonly string[] | undefined)[] {
  if (fields === undefined) return [undefined];
  const calls = Math.ceil(fields.names.length / fields.perCall);
  return Array.from({ length: calls }, (_, index) => fields.names.slice(index * fields.perCall, (index + 1) * fields.perCall));
}
