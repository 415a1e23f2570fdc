import { readConfig } from '../../api/config/read-config.ts';
import { postNotice, serveSettings } from '../../api/serving/serve-settings.ts';
import type { RawServe } from '../../api/serving/serve-shape.ts';
import { createRedactor } from '../../api/world.ts';
import { askedOf, withTexts } from './asked.ts';
import type { Common, TaskWorld } from './task.ts';

/** What the configuration says of the server itself, secrets in clear: it is for the server alone. */
export interface Settings extends Pick<RawServe, 'metrics_token' | 'oidc' | 'two_people'> {
  /** Names of the webhooks for notices. */
  readonly notices: readonly string[];
}

export const settings = (world: TaskWorld, input: Common): Promise<Settings> =>
  withTexts(input, async () => {
    // The server could not use what is masked on its way to it.
    const redactor = createRedactor();
    const own = { ...world, redactor, redact: redactor.redact };
    const { notices = {}, ...others } = await serveSettings(own, readConfig(world.cwd, askedOf(input).config));
    return { ...others, notices: Object.keys(notices) };
  });

export const notify = (world: TaskWorld, input: Common & { readonly name: string; readonly body: string }): Promise<null> =>
  withTexts(input, async () => {
    await postNotice(world, askedOf(input), input.name, input.body);
    return null;
  });
