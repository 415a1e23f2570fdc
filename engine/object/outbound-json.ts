import { iso } from '../language/basics/instant.ts';
import type { Json } from '../language/basics/json.ts';
import { OBJECT_FIELDS } from './object-fields.ts';
import type { OutboundHead, OutboundObject } from './outbound.ts';

/** The parts, where an object's entry says `identity:`; any other key says nothing to a reader. */
export const identityParts = (key: string, value: string): readonly Json[] | undefined => {
  if (key === value || !key.startsWith('[')) return undefined;
  try {
    return JSON.parse(key) as Json[];
  } catch {
    return undefined;
  }
};

const named = ({ type, subtype, value, key }: Pick<OutboundHead, 'type' | 'subtype' | 'value' | 'key'>) => {
  const identity = identityParts(key, value);
  return { type, subtype, value, ...(identity === undefined ? {} : { identity }) };
};

/** An object as JSON: times in ISO 8601, what is empty left out but for the lists that programs go through. */
export const outboundJson = (object: OutboundObject): Readonly<Record<string, Json>> => {
  const fields: Record<string, Json> = {};
  for (const { name, column, kind } of OBJECT_FIELDS) {
    const value = object[name];
    if (value !== undefined) fields[column] = kind === 'time' ? iso(Number(value)) : value;
  }
  const { content, gone } = object;
  return {
    ...named(object),
    ...fields,
    first_seen: iso(object.firstSeen),
    changed_at: iso(object.changedAt),
    tags: object.tags,
    sources: object.sources,
    feeds: object.feeds,
    attributes: object.attributes.map(({ name, value, sources }) => ({ name, value, sources })),
    related: object.relations.map(({ as, direction, other }) => ({
      ...(as === undefined ? {} : { as }),
      direction: direction === 'to' ? 'outgoing' : 'incoming',
      to: named(other),
    })),
    ...(content === undefined
      ? {}
      : { content: { sha256: content.sha256, size: content.size, media_type: content.mediaType ?? null } }),
    ...(gone === undefined ? {} : { gone }),
  };
};
