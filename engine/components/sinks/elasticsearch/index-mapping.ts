import type { Json } from '../../../language/basics/json.ts';

const typed = (type: string, ...fields: readonly string[]): readonly (readonly [string, Json])[] =>
  fields.map((field) => [field, { type }]);

/** Fields of ECS whose type no index would guess from what comes first; all other texts are keywords. */
const FIELDS: readonly (readonly [string, Json])[] = [
  ...typed(
    'date',
    '@timestamp',
    'event.created',
    'threat.indicator.first_seen',
    'threat.indicator.last_seen',
    'threat.indicator.modified_at',
    'feedwright.published_at',
    'feedwright.happened_at',
    'feedwright.expires_at',
  ),
  ...typed('ip', 'threat.indicator.ip', 'related.ip'),
  ...typed('ip_range', 'feedwright.network'),
  ...typed(
    'long',
    'threat.indicator.as.number',
    'threat.indicator.port',
    'threat.indicator.url.port',
    'threat.indicator.sightings',
    'threat.indicator.scanner_stats',
    'threat.indicator.file.size',
  ),
  ...typed('float', 'vulnerability.score.base'),
  ...typed('text', 'feedwright.description'),
  ...typed('nested', 'feedwright.attributes', 'feedwright.related'),
];

const KEYWORD = { match_mapping_type: 'string', mapping: { type: 'keyword', ignore_above: 1024 } };

/** What an index is made with that is not there yet. */
export const indexBody = (): string => {
  const properties: Record<string, Json> = {};
  for (const [field, mapping] of FIELDS) {
    const path = field.split('.');
    const last = path.pop() ?? '';
    let node = properties;
    for (const part of path) {
      const map = (node[part] ??= { properties: {} }) as { properties: Record<string, Json> };
      node = map.properties;
    }
    node[last] = mapping;
  }
  return JSON.stringify({ mappings: { dynamic_templates: [{ texts: KEYWORD }], properties } });
};
