import { UsageError } from '../../language/basics/errors.ts';
import { postMessage } from '../../components/sinks/webhook.ts';
import type { AskedPlaces } from '../asked.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { referencesOf } from '../config/reference-source.ts';
import { resolveAll } from '../config/references.ts';
import { httpWay } from '../outputs/destination/http-way.ts';
import { openSinkClient } from '../outputs/push/sink-client.ts';
import type { World } from '../world.ts';
import type { RawServe } from './serve-shape.ts';

/** `serve:` of the configuration, references replaced: secrets are in it. */
export const serveSettings = async (world: World, config: Config): Promise<RawServe> =>
  (await resolveAll(config.serve?.raw ?? {}, referencesOf(world, config, config.serve?.place))) as RawServe;

/** Posts a notice to the webhook of that name. Throws what keeps it from being taken; UsageError where there is none of that name. */
export const postNotice = async (world: World, asked: AskedPlaces, name: string, body: string): Promise<void> => {
  const config = readConfig(world.cwd, asked.config);
  const place = config.serve?.place;
  const notice = (await serveSettings(world, config)).notices?.[name];
  if (notice === undefined) throw new UsageError('config.no-notice', `There is no webhook "${name}" for notices any more.`);
  for (const secret of [...[notice.secret].flat(), ...Object.values(notice.headers ?? {})]) world.redactor.add(secret);
  const client = openSinkClient(world, httpWay(notice.http, config.folder), [notice.url], { name, place });
  try {
    await postMessage(notice, body, {
      client,
      clock: world.now,
      mistake: (message, hint) => new UsageError('config.destination', message, { place, hint }),
      secret: world.redactor.learn,
    });
  } finally {
    await client.close();
  }
};
