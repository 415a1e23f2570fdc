import type { RawFeed } from './feed-shape.ts';
import { placeOfKey } from '../yaml/positions.ts';
import type { Context, RawMap } from '../reading/context.ts';

const isMap = (value: unknown): value is RawMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the documents of an index need so that a later run can tell which are new, changed or gone. */
export const checkDocuments = (raw: RawFeed & RawMap, context: Context): void => {
  const { source, snapshot, window } = raw as RawMap;
  const index = isMap(source) && typeof source['each'] === 'string' ? source['each'] : undefined;
  const changed = isMap(source) && source['changed'] !== undefined;
  const ofDocument = isMap(snapshot) && snapshot['of'] === 'document';
  if (ofDocument && index === undefined)
    context.findings.error(
      'snapshot.no-index',
      placeOfKey(snapshot, 'of'),
      'A snapshot `of: document` belongs to a source with `each`.',
      'Write `snapshot: true` where the records of a run are all that there is.',
    );
  if (index === undefined || !(changed || ofDocument)) return;
  const place = changed ? placeOfKey(source as RawMap, 'changed') : placeOfKey(snapshot as RawMap, 'of');
  const word = changed ? 'changed' : 'of: document';
  if (context.endpoints.get(index)?.keyed === false)
    context.findings.error(
      'source.index-key',
      place,
      `\`${word}\` tells the entries of the index \`${index}\` apart by its \`key\`, and it has none.`,
      `Give the endpoint \`${index}\` a \`key\`, such as \`key: !expr id\`.`,
    );
  for (const name of ['step', 'halve_when'])
    if (isMap(window) && window[name] !== undefined)
      context.findings.error(
        'source.index-windows',
        placeOfKey(window, name),
        `\`${word}\` compares the index with that of the last run: a run can't be cut into windows by \`${name}\`.`,
        'Remove one of the two.',
      );
};
