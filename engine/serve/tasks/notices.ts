import { readConfig } from '../../api/config/read-config.ts';
import { postNotice, serveSettings } from '../../api/serving/serve-settings.ts';
import type { RawServe } from '../../api/serving/serve-shape.ts';
import { askedOf, withTexts } from './asked.ts';
import type { Common, TaskWorld } from './task.ts';

/** What the configuration says of the server itself, secrets in clear: it is for the server alone. */
export interface Settings extends Pick<RawServe, 'metrics_token' | 'oidc' | 'two_people'> {
  /** Names of the webhooks for notices. */
  readonly notices: readonly string[];
}

export const settings = (world: TaskWorld, input: Common): Settings =>
  withTexts(input, () => {
    const { notices = {}, ...others } = serveSettings(world, readConfig(world.cwd, askedOf(input).config));
    return { ...others, notices: Object.keys(notices) };
  });

export const notify = (world: TaskWorld, input: Common & { readonly name: string; readonly body: string }): Promise<null> =>
  withTexts(input, async () => {
    await postNotice(world, askedOf(input), input.name, input.body);
    return null;
  });
