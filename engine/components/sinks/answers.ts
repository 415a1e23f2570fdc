import { wordsOf } from '../../http/answer/vendor-words.ts';
import type { Json } from '../../language/basics/json.ts';
import type { SinkAnswer } from './sink.ts';

const asItIs = (text: string): string => text;

/** The body of an answer as JSON; undefined where it is none. */
export const jsonOf = ({ text }: Pick<SinkAnswer, 'text'>): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** How an answer explains itself, for whoever masks and cuts it. */
export const wordsIn = (answer: SinkAnswer): string => {
  const body = jsonOf(answer);
  const words = body === undefined ? answer.text.trim() : wordsOf(body, asItIs);
  return words === undefined || words === '' ? `the status ${answer.status}` : words;
};
