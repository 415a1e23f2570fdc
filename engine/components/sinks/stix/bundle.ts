import { createHash } from 'node:crypto';
import type { OutboundObject } from '../../../object/outbound.ts';
import { IdSet } from './ids/id-set.ts';
import type { StixMapper } from './mapper.ts';
import { ownId } from './objects/shared-objects.ts';
import type { StixObject } from './objects/stix-object.ts';

/** What became of the objects of a bundle. */
export interface BundleReport {
  /** STIX objects that were written, those that others share among them. */
  written: number;
  /** Objects that did not go out, by the reason. */
  readonly leftOut: Map<string, number>;
}

export const newBundleReport = (): BundleReport => ({ written: 0, leftOut: new Map() });

/** Characters that are gathered before they are handed on. */
const CHUNK = 64 * 1024;
const DOUBLED = 'another object has the same id';

/**
 * The text of a bundle, in pieces: an object a line, so that no more than a piece stands in memory. Its id follows from its objects
 * and therefore stands last: the same objects give the same bytes. `report` is complete at the end.
 */
export async function* stixBundle(
  objects: AsyncIterable<OutboundObject> | Iterable<OutboundObject>,
  map: StixMapper,
  report: BundleReport = newBundleReport(),
): AsyncGenerator<string, void, undefined> {
  const ids = new IdSet();
  const digest = createHash('sha256');
  let text = '{"type":"bundle"';
  const write = (object: StixObject): void => {
    const line = JSON.stringify(object);
    digest.update(line);
    text += report.written++ === 0 ? `,"objects":[\n${line}` : `,\n${line}`;
  };
  for await (const object of objects) {
    const { shared, objects: own, refused } = map(object);
    const [main, ...others] = own;
    const reason = main === undefined ? (refused ?? '') : ids.add(main.id) ? undefined : DOUBLED;
    if (main === undefined || reason !== undefined) {
      report.leftOut.set(reason ?? '', (report.leftOut.get(reason ?? '') ?? 0) + 1);
      continue;
    }
    for (const one of shared) if (ids.add(one.id)) write(one);
    write(main);
    for (const one of others) if (ids.add(one.id)) write(one);
    if (text.length >= CHUNK) {
      yield text;
      text = '';
    }
  }
  const end = report.written === 0 ? '' : '\n]';
  yield `${text}${end},"id":${JSON.stringify(ownId('bundle', { sha256: digest.digest('hex') }))}}\n`;
}
