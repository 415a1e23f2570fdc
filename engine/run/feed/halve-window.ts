import { EngineError } from '../../language/basics/errors.ts';
import { halves } from '../../plan/windows.ts';
import type { WindowsRun } from './windows-run.ts';

/** The same run with two windows in place of one, which the store knows before anything is asked for. Throws `run.window-full`. */
export async function halved(all: WindowsRun, index: number): Promise<WindowsRun> {
  const { context, run } = all;
  const { plan, services } = context;
  const window = plan.windows[index];
  const spec = plan.feed.window;
  const two = window === undefined || spec === undefined ? undefined : halves(window, spec);
  if (two === undefined) throw tooFull(all, index);
  const windows = [...plan.windows.slice(0, index), ...two, ...plan.windows.slice(index + 1)];
  context.state?.restart();
  return { ...all, run: await services.instance.replan(run, windows), context: { ...context, plan: { ...plan, windows } } };
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
