import type { RunTap } from '../../api/runs/compose.ts';
import type { HttpTap, TappedAnswer } from '../../http/client/tap.ts';
import type { HttpRequest } from '../../http/http.ts';

/** A request as it was sent and its answer, secrets in clear. */
export interface TapedExchange {
  readonly request: HttpRequest;
  /** The request before credentials were put on it. */
  readonly plain: HttpRequest;
  readonly answer: TappedAnswer;
}

interface Slot {
  readonly request: HttpRequest;
  readonly plain: HttpRequest;
  answer: TappedAnswer | undefined;
}

/** Takes down what a run exchanges with its vendor, in the order of the requests. */
export class Tape implements RunTap {
  readonly #slots: Slot[] = [];
  readonly learned = new Set<string>();
  #underWay = 0;
  /** Were two requests under way at once? Then their order may be another one next time. */
  overlaps = false;

  readonly http: HttpTap = (request, plain) => {
    const slot: Slot = { request, plain, answer: undefined };
    this.#slots.push(slot);
    this.#underWay++;
    this.overlaps ||= this.#underWay > 1;
    return (answer) => {
      this.#underWay--;
      slot.answer = answer;
    };
  };

  readonly secret = (text: string): void => void this.learned.add(text);

  /** Without the requests whose answer never came whole. */
  get exchanges(): readonly TapedExchange[] {
    return this.#slots.flatMap(({ request, plain, answer }) => (answer === undefined ? [] : [{ request, plain, answer }]));
  }
}
