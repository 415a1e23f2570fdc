import { openState } from '../../../engine/components/states/registry.ts';
import type { EvaluateRecord, StateContext, StateSession } from '../../../engine/components/states/state.ts';
import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import type { ComponentUse } from '../../../engine/language/model.ts';
import type { Json, JsonRecord } from '../../../engine/language/basics/json.ts';
import { packWith } from '../../contracts/pack-with.ts';

const evaluator = createDefinitionEvaluator(() => 0);

/** 2024-06-01, later than what the tests call the past. */
export const NOW = Date.UTC(2024, 5, 1);

const uses = new Map<string, ComponentUse>();

/** A session with options as a definition writes them. */
export function open(state: string, previous?: Json, more: Partial<StateContext> = {}): StateSession {
  const use = uses.get(state) ?? packWith({ feed: `state: ${state}` }).feeds.get('items')?.state;
  if (use === undefined) throw new Error('no state');
  uses.set(state, use);
  return openState(use, { previous, now: NOW, fingerprint: 'same', oneWindow: true, ...more });
}

export const ofRecord: EvaluateRecord = (option, record) => evaluator.option(option).evaluate(record, {});

export interface FakeAnswer {
  readonly status?: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly envelope?: unknown;
}

export function answer(session: StateSession, { status = 200, headers = {}, envelope }: FakeAnswer): void {
  const header = (name: string): string | undefined => headers[name.toLowerCase()];
  session.onAnswer({
    status,
    header,
    evaluate: (option) => evaluator.option(option).evaluate(envelope, { response: { status }, header }),
  });
}

export interface Ran {
  /** `$state` that the run asked with. */
  readonly asked: Json | undefined;
  /** Records that were not known. */
  readonly fresh: readonly JsonRecord[];
  readonly state: Json | undefined;
  readonly notes: Readonly<Record<string, number>>;
}

/** A run that gets the vendor's records from `$state` on, in pages of two. */
export function run(state: string, vendor: (asked: Json | undefined) => readonly JsonRecord[], previous?: Json): Ran {
  const session = open(state, previous);
  const asked = session.variables();
  const records = vendor(asked);
  const fresh: JsonRecord[] = [];
  for (let at = 0; at < records.length; at += 2) {
    const page = records.slice(at, at + 2);
    session.onRecords?.(page, ofRecord);
    fresh.push(...page.filter((record) => !session.isKnown?.(record, ofRecord)));
    answer(session, {});
  }
  return { asked, fresh, ...session.finish({ quarantined: 0 }) };
}
