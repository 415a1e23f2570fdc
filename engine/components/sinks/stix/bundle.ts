import { createHash } from 'node:crypto';
import type { OutboundObject } from '../../../object/outbound.ts';
import type { Batches } from '../sink.ts';
import { IdSet } from './ids/id-set.ts';
import type { StixMapper } from './mapper.ts';
import { ownId } from './objects/shared-objects.ts';
import type { StixObject } from './objects/stix-object.ts';

/** Characters that are gathered before they are handed on. */
const CHUNK = 64 * 1024;

/**
 * The text of a bundle, in pieces: an object a line, so that no more than a piece stands in memory. Its id follows from its objects
 * and therefore stands last: the same objects give the same bytes.
 */
export async function* stixBundle(
  batches: Batches,
  map: StixMapper,
  refuse: (object: OutboundObject, reason: string) => void,
): AsyncGenerator<string, void, undefined> {
  const ids = new IdSet();
  const digest = createHash('sha256');
  let isEmpty = true;
  let last: readonly StixObject[] | undefined;
  let text = '{"type":"bundle"';
  const write = (object: StixObject): void => {
    text += isEmpty ? ',"objects":[\n' : ',\n';
    text += JSON.stringify(object);
    isEmpty = false;
  };
  for await (const batch of batches) {
    for (const object of batch) {
      const { shared, objects, refused } = map(object);
      const [main, ...others] = objects;
      if (main === undefined) {
        refuse(object, refused ?? '');
        continue;
      }
      if (shared !== last) for (const one of shared) if (ids.add(one.id)) write(one);
      last = shared;
      if (ids.add(main.id)) write(main);
      else refuse(object, 'another object has the same id');
      // They lead to and from the one that has the id.
      for (const one of others) if (ids.add(one.id)) write(one);
    }
    if (text.length < CHUNK) continue;
    digest.update(text);
    yield text;
    text = '';
  }
  digest.update(text);
  yield `${text}${isEmpty ? '' : '\n]'},"id":${JSON.stringify(ownId('bundle', { sha256: digest.digest('hex') }))}}\n`;
}
