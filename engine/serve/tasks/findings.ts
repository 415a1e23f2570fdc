import type { Diagnostic } from '../../language/basics/place.ts';
import { shownPath } from '../../api/wording/shown-path.ts';
import type { Finding } from '../contract/session.ts';
import type { TaskWorld } from './task.ts';

export const findingOf =
  (world: Pick<TaskWorld, 'cwd'>) =>
  ({ code, severity, message, hint, place }: Diagnostic): Finding => ({
    code,
    severity: severity === 'error' ? 'error' : 'warning',
    message,
    hint: hint ?? null,
    place: { file: shownPath(world, place.file), line: place.line, column: place.column },
  });
