import type { AskedRun } from '../../../api/runs/run-feed.ts';
import type { Answer } from '../../../mock/vendor/answer.ts';
import type { CellGroup } from '../cell.ts';
import type { Injection, Played } from '../play.ts';
import type { Scenario } from '../scenario.ts';

/** Something that goes wrong once, and what has to be known to judge what came of it. */
export interface Trouble {
  readonly id: string;
  readonly group: CellGroup;
  readonly trouble: string;
  readonly at: string;
  readonly injection: Injection;
  readonly unknowable?: string | undefined;
  readonly unknowableChange?: string | undefined;
  /** It is held against a play with the same trouble that is run so, and not against the clean one. */
  readonly against?: Partial<AskedRun> | undefined;
  readonly onlyEnd?: boolean | undefined;
  readonly sameLedger?: boolean | undefined;
  /** Why it can't be made here; the rest does not count. */
  readonly notApplicable?: string | undefined;
}

/** What the vendor answered in the clean play, step by step. */
export interface Seen {
  readonly scenario: Scenario;
  readonly clean: Played;
  readonly answers: readonly (readonly SeenAnswer[])[];
}

export interface SeenAnswer {
  readonly answer: Answer;
  /** `GET /v1/domains`, secrets hidden. */
  readonly what: string;
  readonly format: Format;
  /** Was the feed's source asked, and not a further call or a login? */
  readonly isSource: boolean;
}

export type Format = 'json' | 'xml' | 'packed' | 'lines' | 'none';
