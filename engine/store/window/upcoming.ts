import type { BackendInstance } from '../contract/backend.ts';
import type { Upcoming } from '../contract/store.ts';
import { heldRun } from './held.ts';
import { isReadable } from './recover.ts';

/** As it will be once what lies sealed has been applied, which the next run does before it asks for anything; nothing is written. */
export const upcomingOf = async (backend: BackendInstance): Promise<Upcoming> => {
  const cut = await backend.interrupted();
  const { checkpoint, pending, held } = await backend.opening();
  const sealed = pending.map((window) => window.sealed).filter((one) => isReadable(one, backend.files));
  const last = sealed.findLast((one) => one.checkpoint !== undefined)?.checkpoint;
  return {
    checkpoint: last === undefined ? checkpoint : { until: last.until, state: last.state },
    held: heldRun(held),
    cut: cut === undefined ? undefined : { ...cut, nextWindow: cut.nextWindow + sealed.length },
  };
};
