import type { Answer } from '../../mock/vendor/answer.ts';
import { shownRequest } from '../expect/compare-requests.ts';
import type { RecordedRequest } from '../../mock/vendor/mock-request.ts';
import type { Trace } from '../../run/context/trace.ts';
import type { Lab } from '../lab/lab.ts';
import { formatOf } from './troubles/answer-body.ts';
import { hasFailed, play } from './play.ts';
import type { Scenario } from './scenario.ts';
import type { Seen, SeenAnswer } from './troubles/trouble.ts';

/** Plays a scenario without any trouble, and notes what the vendor answered. Undefined where it fails, or leaves nothing. */
export const observe = async (scenario: Scenario): Promise<Seen | undefined> => {
  const answers: Answer[][] = scenario.steps.map(() => []);
  const prepare = (lab: Lab, step: number): void => {
    lab.hooks.rewrite = (answer) => {
      answers[step]?.push(answer);
      return answer;
    };
  };
  const asked = new Set<string>();
  const names = sourceNames(scenario);
  const tell: Trace['tell'] = (event) => {
    if (event.kind === 'request' && names.includes(event.label)) asked.add(addressOf(event.method, event.url));
  };
  const clean = await play(scenario, {
    injection: { step: -1, prepare },
    more: scenario.test.kind === 'feed' ? { trace: { tell } } : undefined,
  });
  if (clean.hung !== undefined || clean.steps.some(({ result }) => hasFailed(result))) return undefined;
  if (scenario.test.kind === 'feed' && clean.end.objects.length === 0) return undefined;
  const answersOf = (step: readonly Answer[], index: number): readonly SeenAnswer[] =>
    step.map((answer, at) => seenAnswer(scenario, clean.steps[index]?.result.requests[at], answer, asked));
  return { scenario, clean, answers: answers.map(answersOf) };
};

/** The endpoints of the feed's source. */
export const sourceNames = ({ target: { of } }: Scenario): readonly string[] => {
  if (!('source' in of)) return [];
  return of.source.kind === 'call' ? of.source.variants.map(({ call }) => call) : [of.source.each, of.source.call];
};

/** A request by its method, path and query. */
const addressOf = (method: string, url: string): string => {
  const { pathname, search } = new URL(url, 'http://vendor');
  return `${method} ${pathname}${search}`;
};

const seenAnswer = (
  { secrets }: Scenario,
  request: RecordedRequest | undefined,
  answer: Answer,
  asked: ReadonlySet<string>,
): SeenAnswer => ({
  answer,
  what: request === undefined ? '' : shownRequest(request, secrets).request.replace(/\?.*$/, ''),
  format: formatOf(answer),
  isSource: request !== undefined && asked.has(addressOf(request.method, request.url)),
});
