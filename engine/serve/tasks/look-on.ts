import type { AskedRun } from '../../api/runs/run-feed.ts';
import type { RunEvent } from '../../api/views.ts';
import type { World } from '../../api/world.ts';
import { Looking } from './looking.ts';
import { progressOf, type TaskEvent } from './task-event.ts';

/** What a run is asked with so that it is looked on at, and how: `tell` is told of its requests and how far it is. */
export const lookOn = (
  world: World,
  looks: boolean,
  tell: (event: TaskEvent) => void,
): {
  readonly asked: Pick<AskedRun, 'trace' | 'tap' | 'onMapped'>;
  readonly onEvent: (event: RunEvent) => void;
  /** What came; null where that is not looked at. */
  readonly kept: Looking['kept'];
} => {
  const looking = new Looking(world, looks, tell);
  return {
    asked: { trace: looking.trace, ...(looks ? { tap: looking.tap, onMapped: looking.onMapped } : {}) },
    onEvent: (event) => {
      const progress = progressOf(event);
      if (progress !== undefined) tell(progress);
    },
    kept: () => looking.kept(),
  };
};
