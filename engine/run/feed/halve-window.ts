import { EngineError } from '../../language/basics/errors.ts';
import { halves } from '../../plan/windows.ts';
import type { PageSink } from '../source/read-pages.ts';
import type { SourceRead } from '../source/source-sink.ts';
import type { WindowsRun } from './run-windows.ts';

/** The answer can't hold all that the window has: nothing of it counts, it is asked for in two halves. */
export class WindowFull extends Error {}

/** Looks at each page of the source whether `halve_when` holds: as soon as it can, and once more with the page's records counted. */
export function halving({ context, counter }: Pick<SourceRead, 'context' | 'counter'>): Pick<PageSink, 'envelope'> {
  const { evaluator, plan } = context;
  const spec = plan.feed.window?.halve;
  if (spec === undefined) return {};
  const holds = evaluator.condition(spec.when);
  return {
    envelope: (body, scope) => {
      if (holds(body, { ...scope, records: counter.fetched })) throw new WindowFull();
    },
  };
}

/** The same run with two windows in place of one, which the store knows before anything is asked for. Throws `run.window-full`. */
export function halved(all: WindowsRun, index: number): WindowsRun {
  const { context, run } = all;
  const { plan, services } = context;
  const window = plan.windows[index];
  const spec = plan.feed.window;
  const two = window === undefined || spec === undefined ? undefined : halves(window, spec);
  if (two === undefined) throw tooFull(all, index);
  const windows = [...plan.windows.slice(0, index), ...two, ...plan.windows.slice(index + 1)];
  context.state?.restart();
  return { ...all, run: services.instance.replan(run, windows), context: { ...context, plan: { ...plan, windows } } };
}

const tooFull = ({ context: { plan } }: WindowsRun, index: number): EngineError => {
  const { since, until } = plan.windows[index] ?? {};
  const iso = (time: number | undefined): string => (time === undefined ? 'its end' : new Date(time).toISOString());
  return new EngineError(
    'run.window-full',
    `The window from ${iso(since)} to ${iso(until)} holds more than one answer may, and can not be halved any more.`,
    {
      place: plan.feed.window?.halve?.when.place,
      hint: 'Lower `at_least`, or ask for less: by a further condition in the request, or in partitions.',
    },
  );
};
