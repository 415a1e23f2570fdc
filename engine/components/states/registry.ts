import { EngineError } from '../../language/basics/errors.ts';
import type { ComponentUse } from '../../language/model.ts';
import { header } from './header.ts';
import { largest } from './largest.ts';
import type { StateContext, StateKind, StateSession } from './state.ts';
import { token } from './token.ts';
import { unchanged } from './unchanged.ts';

/** Alphabetical; the key is the file's name and the `kind:` of `state`. */
export const states: Readonly<Record<string, StateKind>> = Object.freeze({ header, largest, token, unchanged });

/** A session for one run. */
export function openState(use: ComponentUse, context: Omit<StateContext, 'place'>): StateSession {
  const kind = Object.hasOwn(states, use.kind) ? states[use.kind] : undefined;
  if (kind === undefined) throw new EngineError('state.unknown', `There is no state "${use.kind}".`, { place: use.place });
  return kind.open(use.options, { ...context, place: use.place });
}
