import { createHash } from 'node:crypto';
import type { Delivery } from '../sink.ts';
import type { MappedStix, StixMapper } from '../stix/mapper.ts';
import type { StixObject } from '../stix/objects/stix-object.ts';

/** A STIX object as it goes into an envelope. */
export interface Written {
  readonly id: string;
  readonly text: string;
  /** Of the text. */
  readonly bytes: number;
}

/** What becomes of one delivery. */
export interface Made extends Pick<MappedStix, 'shared' | 'objects' | 'refused'> {
  /** Its version, and what was said with it; of an observable its id, which refers to it. */
  readonly far: string | undefined;
}

export const writeObject = (object: StixObject): Written => {
  const text = JSON.stringify(object);
  return { id: object.id, text, bytes: Buffer.byteLength(text) };
};

/** A delivery as STIX: another version where it says something else than the one that the far side has. */
export const makeObjects = ({ object, far }: Delivery, map: StixMapper): Made => {
  const made = map(object);
  const [main, ...others] = made.objects;
  if (main === undefined) return { ...made, far: undefined };
  if (object.gone !== undefined && main['modified'] === undefined)
    return { shared: [], objects: [], far, refused: 'STIX has no way to take back an observable' };
  const next = nextVersion(main, far);
  return { ...made, objects: [next.object, ...others], far: next.far };
};

/**
 * A server takes two objects of one id and one `modified` for the same. An object may say something else though nothing has changed in the
 * store: other rules of the destination take it back, a report is about more.
 */
const nextVersion = (object: StixObject, far: string | undefined): { readonly object: StixObject; readonly far: string } => {
  const { modified, ...said } = object;
  if (typeof modified !== 'string') return { object, far: object.id };
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 16);
  const [before = '', saidBefore] = far?.split(' ') ?? [];
  let version = modified;
  if (modified <= before) version = digest === saidBefore ? before : new Date(Date.parse(before) + 1).toISOString();
  return { object: { ...object, modified: version }, far: `${version} ${digest}` };
};

/** Each id once, with its latest version; relationships behind what they are between. */
export const inOrder = (made: readonly Pick<Made, 'objects'>[]): readonly StixObject[] => {
  const latest = new Map<string, StixObject>();
  for (const object of made.flatMap(({ objects }) => objects)) {
    const other = latest.get(object.id);
    if (other === undefined || String(other['modified']) <= String(object['modified'])) latest.set(object.id, object);
  }
  const [relationships, others] = [true, false].map((wanted) =>
    [...latest.values()].filter(({ type }) => (type === 'relationship') === wanted),
  );
  return [...(others ?? []), ...(relationships ?? [])];
};
