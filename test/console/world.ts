/** `serve` over a real store, a vendor and a tool on loopback, as somebody has it who has run it for a while. */
import { Users } from '../../engine/serve/access/users.ts';
import { tellAll } from '../../engine/serve/log/telling.ts';
import { openServe, type RunningServe } from '../../engine/serve/open-serve.ts';
import { startVendor } from '../components/live.ts';
import { workingDirectory } from '../cli/feedwright.ts';
import {
  answerOf,
  API_KEY,
  CONFIGURATION,
  DEFINITION,
  farSide,
  NOON,
  SEARCH_KEY,
  SPOILT,
  USER_PASSWORD,
  type Harbour,
} from './harbour-watch.ts';

export interface World extends AsyncDisposable {
  readonly cwd: string;
  readonly harbour: Harbour;
  readonly serve: RunningServe;
  readonly mistakes: readonly unknown[];
}

/** `files`: the folder of the built console. */
export const openWorld = async (files: string): Promise<World> => {
  const begun = performance.now();
  const now = (): number => NOON + Math.round(performance.now() - begun);
  const harbour: Harbour = { round: 0, orders: [] };
  const vendor = await startVendor(answerOf(harbour));
  const far = await startVendor(farSide);
  const cwd = workingDirectory({
    'definitions/harbour-watch.yaml': DEFINITION,
    'definitions/lighthouse.yaml': SPOILT,
    'feedwright.yaml': CONFIGURATION(vendor.origin, far.origin),
    'harbour.key': API_KEY,
    'search.key': SEARCH_KEY,
  });
  const mistakes: unknown[] = [];
  const serve = await openServe({
    cwd,
    env: {},
    now,
    places: { definitions: undefined, config: undefined, store: undefined, mock: undefined },
    atOnce: 2,
    pushes: true,
    host: '127.0.0.1',
    port: 0,
    names: [],
    files,
    onMistake: (error) => mistakes.push(error),
    telling: tellAll([]),
  });
  const users = new Users(serve.core.db);
  await users.add('ben', 'operator', USER_PASSWORD, NOON);
  await users.add('vera', 'viewer', USER_PASSWORD, NOON);
  const close = async (): Promise<void> => {
    await serve.close();
    await Promise.all([vendor.close(), far.close()]);
  };
  return { cwd, harbour, serve, mistakes, [Symbol.asyncDispose]: close };
};
