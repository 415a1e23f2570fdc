import type { ObjectIdentity } from '../../store/contract/mapped-object.ts';
import type { WindowStaging } from '../../store/contract/store.ts';

export interface ListingStaging {
  readonly staging: WindowStaging;
  /** What is staged from now on is listed by this document; undefined: by none. */
  readonly lists: (document: string | undefined) => void;
}

/** The same staging, which notes by which document of an index each object is listed. */
export function listingStaging(staging: WindowStaging): ListingStaging {
  let document: string | undefined;
  let drafted: ObjectIdentity[] = [];
  const draft: WindowStaging['draft'] = (object, rows, index) => {
    staging.draft(object, rows, index);
    if (!object.withdraw) drafted.push({ type: object.type, subtype: object.subtype, key: object.key });
  };
  const keepDrafts = (): void => {
    staging.keepDrafts();
    const kept = drafted;
    drafted = [];
    if (document !== undefined) for (const object of kept) staging.listed(document, object);
  };
  return {
    lists: (name) => void (document = name),
    staging: {
      add: (objects) => {
        for (const object of objects) draft(object);
        keepDrafts();
      },
      draft,
      keepDrafts,
      dropDrafts: () => {
        drafted = [];
        staging.dropDrafts();
      },
      knownRows: (key) => staging.knownRows(key),
      seen: (key, version) => staging.seen(key, version),
      quarantine: (entry) => staging.quarantine(entry),
      putThrough: (key) => staging.putThrough(key),
      relate: (relations) => staging.relate(relations),
      document: (key, version, state) => staging.document(key, version, state),
      listed: (name, object) => staging.listed(name, object),
      reset: () => staging.reset(),
      preview: () => staging.preview(),
      seal: (sealed) => staging.seal(sealed),
      apply: (onBatch) => staging.apply(onBatch),
      discard: () => staging.discard(),
    },
  };
}
