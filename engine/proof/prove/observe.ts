import type { Answer } from '../../mock/vendor/answer.ts';
import { shownRequest } from '../expect/compare-requests.ts';
import type { Lab } from '../lab/lab.ts';
import { formatOf } from './troubles/answer-body.ts';
import { hasFailed, play, type Played } from './play.ts';
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
  const clean = await play(scenario, { injection: { step: -1, prepare } });
  if (clean.hung !== undefined || clean.steps.some(({ result }) => hasFailed(result))) return undefined;
  if (scenario.test.kind === 'feed' && clean.end.objects.length === 0) return undefined;
  return {
    scenario,
    clean,
    answers: answers.map((step, index) => step.map((answer, at) => seenAnswer(scenario, clean, index, at, answer))),
  };
};

const seenAnswer = ({ secrets }: Scenario, { steps }: Played, step: number, at: number, answer: Answer): SeenAnswer => {
  const request = steps[step]?.result.requests[at];
  const what = request === undefined ? '' : shownRequest(request, secrets).request.replace(/\?.*$/, '');
  return { answer, what, format: formatOf(answer) };
};
