import type { RunEvent } from '../../api/views.ts';
import { isoOr } from '../../api/wording/units.ts';
import type { JobView, Progress, RequestView } from '../contract/runs.ts';

/** What a task tells on its way. */
export type TaskEvent =
  | { readonly kind: 'started'; readonly run: string; readonly resumed: boolean }
  | { readonly kind: 'notice'; readonly level: 'info' | 'warning'; readonly message: string }
  | { readonly kind: 'window'; readonly window: JobView['windows'][number] }
  | { readonly kind: 'progress'; readonly progress: Omit<Progress, 'applying'> }
  | { readonly kind: 'applying'; readonly done: number; readonly total: number }
  | { readonly kind: 'request'; readonly request: RequestView }
  /** A request that is not shown: there were very many. */
  | { readonly kind: 'answered'; readonly host: string; readonly status: number | null };

/** What a run tells, as far as it is passed on. */
export const progressOf = (event: RunEvent): TaskEvent | undefined => {
  switch (event.kind) {
    case 'started':
      return { kind: 'started', run: event.run, resumed: event.resumed };
    case 'notice':
      return event;
    case 'window': {
      const { index, of, since, until } = event;
      return { kind: 'window', window: { index, of, since: isoOr(since, null), until: isoOr(until, null) } };
    }
    case 'progress': {
      const { window, windows, records, mapped, requests, bytes } = event;
      return { kind: 'progress', progress: { window, windows, records, mapped, requests, bytes } };
    }
    case 'applying':
      return { kind: 'applying', done: event.done, total: event.total };
    case 'ended':
      return undefined;
    default:
      throw event satisfies never;
  }
};
