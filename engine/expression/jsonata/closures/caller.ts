import { caller } from '../calling/caller.ts';
import type { Frame } from '../calling/callable.ts';
import { snapshot, type Scope } from './scope.ts';

/** Notes the place of a call before it is made; does nothing where no text can ask for it. */
export function noteCaller(scope: Scope): (frame: Frame) => void {
  if (!scope.unit.open) return () => undefined;
  const here = snapshot(scope);
  return (frame) => {
    caller.scope = here;
    caller.frame = frame;
  };
}
