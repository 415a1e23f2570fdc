import { fetchFeed } from '../../../api/runs/run-feed.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { ConnectionTest } from '../../contract/definitions.ts';
import { carried } from '../../pool/task-error.ts';
import { askedOf, withTexts } from '../asked.ts';
import type { Common, TaskWorld } from '../task.ts';

export interface FormInput extends Common {
  /** `pack/feed`. */
  readonly feed: string;
  readonly instance?: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Asks for one record, and writes nothing: logs in, reaches the host, and reads what comes. */
export const testConnection = (world: TaskWorld, input: FormInput): Promise<ConnectionTest> =>
  withTexts(input, async () => {
    const { feed, instance, values } = input;
    const begun = world.ticks();
    const took = (): number => Math.round(world.ticks() - begun);
    try {
      const asked = { ...askedOf(input), instance, values, dryRun: true, limit: 1, tellsStart: false };
      const { error, records, requests } = await fetchFeed(world, asked, feed, () => undefined);
      if (error === null) {
        const says = `${requests.count} ${requests.count === 1 ? 'request' : 'requests'}, ${records.fetched === 0 ? 'no record' : 'records'} came`;
        return { works: true, says, took: took(), error: null };
      }
      const { code, message, hint = null, place = null } = error;
      return { works: false, says: message, took: took(), error: { code, message, hint, place } };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const { code, message, hint = null, place = null } = carried(error, world.redact);
      return { works: false, says: message, took: took(), error: { code, message, hint, place } };
    }
  });
