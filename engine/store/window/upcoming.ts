import type { Database } from '../sqlite/database/database.ts';
import { readCheckpoint } from '../sqlite/instance/instance.ts';
import { knownScope } from '../sqlite/instance/instance-row.ts';
import { isReadable, sealedWindows } from '../sqlite/instance/recover.ts';
import { RunRows } from '../sqlite/instance/run-rows.ts';
import type { SealedWindow } from '../../staging/sealed-window.ts';
import { instanceHash, type StoreFiles } from '../sqlite/database/store-files.ts';
import type { Checkpoint, InstanceKey, OpenRun } from '../contract/store.ts';

/** What the next run of an instance begins with. */
export interface Upcoming {
  readonly checkpoint: Checkpoint;
  /** A run that was cut off, or is under way. */
  readonly cut: OpenRun | undefined;
}

/** As it will be once what lies sealed has been applied, which the next run does before it asks for anything; nothing is written. */
export const upcoming = (db: Database, files: StoreFiles, key: InstanceKey): Upcoming => {
  const scope = knownScope(db, key);
  const cut = new RunRows(db, scope.instanceId).interrupted();
  const checkpoint = readCheckpoint(db, scope.instanceId);
  const hash = instanceHash(key);
  const sealed = sealedWindows({ db, scope })
    .map((row) => JSON.parse(row.sealed) as SealedWindow)
    .filter((one) => isReadable(one, { staging: files.staging(hash), side: files.side(hash) }));
  const [last] = sealed.flatMap((one) => (one.checkpoint === undefined ? [] : [one.checkpoint])).toReversed();
  return {
    checkpoint: last === undefined ? checkpoint : { until: last.until, state: last.state },
    cut: cut === undefined ? undefined : { ...cut, nextWindow: cut.nextWindow + sealed.length },
  };
};
