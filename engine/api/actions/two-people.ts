import { UsageError } from '../../language/basics/errors.ts';
import type { Action } from '../../language/model.ts';
import type { Config } from '../config/config.ts';

/** Does a second person have to agree before it is sent? Its definition says so, or the configuration of this house. */
export const takesTwo = ({ serve }: Config, pack: string, { name, approval }: Pick<Action, 'name' | 'approval'>): boolean =>
  approval === 'two' || ((serve?.raw['two_people'] ?? []) as readonly string[]).includes(`${pack}/${name}`);

/** Whoever sends it alone is refused. */
export const mustNotBeAlone = (config: Config, pack: string, action: Action): void => {
  if (!takesTwo(config, pack, action)) return;
  throw new UsageError('action.two-people', `"${action.title}" takes two people: one who asks for it, and another who agrees.`, {
    place: action.place,
    hint: 'Ask for it in the console of `feedwright serve`; --dry-run shows what would be sent.',
  });
};
