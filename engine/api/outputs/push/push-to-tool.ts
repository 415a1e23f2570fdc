import { UsageError } from '../../../language/basics/errors.ts';
import { waitIn } from '../../runs/connection-client.ts';
import type { RemoteWay } from '../destination/destination.ts';
import type { Pushing } from './pushing.ts';
import { sendBatches } from './send-batches.ts';
import { openSinkClient } from './sink-client.ts';

/** Sends a tool batch after batch; each is confirmed before the next. `again`: what it has refused, and nothing else. */
export const pushToTool = async (pushing: Pushing, way: RemoteWay, again: boolean): Promise<void> => {
  const { world, store, destination } = pushing;
  for (const secret of destination.secrets) world.redactor.add(secret);
  const client = openSinkClient(world, way.http, way.sink.addresses(destination.options), destination);
  try {
    const channel = await way.sink.open(destination.options, {
      now: world.now(),
      name: destination.name,
      table: pushing.table,
      refuse: (_, reason) => pushing.done.refused.add(reason),
      client,
      clock: world.now,
      wait: (ms) => waitIn(world)(ms, world.signal),
      mistake: (message, hint) => new UsageError('config.destination', message, { place: destination.place, hint }),
      secret: world.redactor.learn,
      content: async (sha256) => (await store.attachment(sha256))?.bytes(),
    });
    const open = { channel, relations: way.sink.relations };
    await sendBatches(pushing, open, again, async (position, outcomes) => {
      await store.outbox.confirm(destination.name, position, outcomes, world.now());
      pushing.onProgress(pushing.done);
    });
    await channel.end?.();
  } finally {
    await client.close();
  }
};
