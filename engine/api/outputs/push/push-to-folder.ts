import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../../../components/sinks/sink.ts';
import { EngineError, UsageError } from '../../../language/basics/errors.ts';
import { whyUnreadable } from '../../../language/plain-file.ts';
import type { OutboxOutcome, OutboxPosition } from '../../../store/contract/outbox.ts';
import type { FolderWay } from '../destination/destination.ts';
import { ReplacedFile } from '../files/replaced-file.ts';
import type { Pushing } from './pushing.ts';
import { sendBatches } from './send-batches.ts';

/**
 * Brings the files of a folder up to date. What became of the objects is noted down once all files are there: after a crash they come
 * again, and find what they made before.
 */
export const pushToFolder = async (pushing: Pushing, way: FolderWay, again: boolean): Promise<void> => {
  const { world, store, destination } = pushing;
  if (way.sink.files.some((name) => !existsSync(join(way.path, name))))
    await store.outbox.rewind(destination.name, destination.fingerprint);
  const channel = await way.sink.open(destination.options, {
    now: world.now(),
    name: destination.name,
    table: pushing.table,
    refuse: (_, reason) => pushing.done.refused.add(reason),
    mistake: (message, hint) => new UsageError('config.destination', message, { place: destination.place, hint }),
    folder: folderAt(pushing, way.path),
  });
  const all: OutboxOutcome[] = [];
  let reached: OutboxPosition | undefined;
  await sendBatches(pushing, { channel, relations: way.sink.relations }, again, (position, outcomes) => {
    for (const one of outcomes) all.push(one);
    reached = position;
    pushing.onProgress(pushing.done);
  });
  await channel.end?.();
  await store.outbox.confirm(destination.name, reached, all, world.now());
};

const folderAt = ({ destination, done }: Pushing, path: string): Folder => ({
  read(name) {
    const file = join(path, name);
    try {
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    } catch (cause) {
      throw new EngineError('output.unwritable', `${file} ${whyUnreadable(cause, file)}.`, {
        cause,
        hint: 'Give a folder whose files may be read and written.',
      });
    }
  },
  replace(name, parts) {
    const file = new ReplacedFile(join(path, name), destination.name);
    try {
      for (const part of parts) file.write(part);
      file.settle();
    } catch (error) {
      file.discard();
      throw error;
    }
    if (!done.files.includes(file.path)) done.files.push(file.path);
  },
});
