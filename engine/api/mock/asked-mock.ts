import { UsageError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { parseFault } from '../../mock/faults/parse-fault.ts';
import type { MockOptions, MockVendor } from '../../mock/start-mock.ts';
import type { AskedMock, AskedStore } from '../asked.ts';
import { parseTime } from '../options/parse-time.ts';
import { harmless } from '../wording/harmless.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import { findMock } from './find-mock.ts';

/** What a mock has to say of a run that failed over it, each on a line of its own. */
export interface MockSays {
  /** That the mock answered, and not the vendor. */
  readonly answered: string;
  /** Mistakes of the mock's own that the run met. */
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 3;

/** The mock that a run goes to, its clock where it was asked to stand; undefined for a run to the vendor. Throws UsageError for a wish without a mock. */
export const askedMock = (
  world: World,
  asked: AskedStore & AskedMock,
  pack: string,
  root: string,
): MockDefinition | undefined => {
  mustBeOverMock(asked);
  if (asked.mock !== true) return undefined;
  const mock = findMock(world, pack, root);
  const clock = parseTime('--clock', asked.clock, world.now());
  return clock === undefined ? mock : { ...mock, clock };
};

const mustBeOverMock = ({ mock, variant, fault = [], clock }: AskedStore & AskedMock): void => {
  if (mock === true) return;
  const named = [
    ...(variant === undefined ? [] : ['--variant']),
    ...(fault.length === 0 ? [] : ['--fault']),
    ...(clock === undefined ? [] : ['--clock']),
  ][0];
  if (named === undefined) return;
  throw new UsageError('usage.without-mock', `${named} is for a run over a mock, and this one goes to the vendor.`, {
    hint: `Add --mock, or leave ${named} out.`,
  });
};

/** How the mock is to behave. Throws UsageError for a fault that is none. */
export const mockWishes = ({ variant, fault = [] }: AskedMock): Pick<MockOptions, 'variant' | 'faults'> => ({
  faults: fault.map(parseFault),
  ...(variant === undefined ? {} : { variant }),
});

/** Undefined where nothing was asked of it. Requests, and so what is said of them, name the vendor's own host. */
export const whatMockSays = (world: World, { definition, requests, problems }: MockVendor): MockSays | undefined => {
  if (requests.length === 0) return undefined;
  const file = harmless(shownPath(world, definition.file));
  const lines = new Set(
    problems.map(({ message, place }) => {
      const at = place === undefined ? file : formatPlace({ ...place, file: harmless(shownPath(world, place.file)) });
      return `  the mock: ${at}: ${harmless(message)}`;
    }),
  );
  const more = lines.size - MOST_PROBLEMS;
  return {
    answered: `  the mock answered, not the vendor: ${file} says with what`,
    problems: [...[...lines].slice(0, MOST_PROBLEMS), ...(more > 0 ? [`  the mock: and ${more} more of this kind`] : [])],
  };
};

/** Keeps what a mock says until it is known whether its mistakes matter: for programs, which are told by `warn`. */
export const heardFromMock = (): { readonly onMock: (says: MockSays) => void; readonly tell: (world: World) => void } => {
  let heard: readonly string[] = [];
  return {
    onMock: ({ problems }) => void (heard = problems),
    tell: (world) => heard.forEach((problem) => world.warn(problem.trim())),
  };
};
