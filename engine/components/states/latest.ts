import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import { previousOf, type StateAnswer, type StateContext, type StateSession } from './state.ts';

/** Longer than any token that a server means. */
const LONGEST = 65_536;

/** A session that keeps what the last answer with a value has given. */
export function keepLatest(kind: string, context: StateContext, read: (answer: StateAnswer) => unknown): StateSession {
  const previous = previousOf(kind, context)?.['value'];
  let latest: Json | undefined;
  return {
    variables: () => previous,
    headers: () => ({}),
    onAnswer(answer) {
      latest = valueOf(read(answer), context) ?? latest;
    },
    restart() {
      latest = undefined;
    },
    finish() {
      const value = latest ?? previous;
      return { state: value === undefined ? undefined : { kind, value }, nothingNew: undefined, notes: {} };
    },
  };
}

function valueOf(given: unknown, { place }: StateContext): Json | undefined {
  if (given === undefined || given === null || given === false || (typeof given === 'string' && given.trim() === ''))
    return undefined;
  const text = JSON.stringify(given) as string | undefined;
  if (text !== undefined && text.length <= LONGEST) return JSON.parse(text) as Json;
  throw new EngineError(
    'state.value',
    text === undefined
      ? 'The state gave no value that can be kept.'
      : `The state gave a value longer than ${LONGEST} characters.`,
    {
      place,
      hint: 'Select the token itself.',
    },
  );
}
