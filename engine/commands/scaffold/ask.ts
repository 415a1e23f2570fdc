import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { EngineError } from '../../language/basics/errors.ts';
import { harmless } from '../display/text.ts';
import type { Io } from '../shell/io.ts';

/**
 * Asks with a default; an empty answer, or the end of the input, takes it. `wrong` says what is wrong with an answer: then the
 * question comes again.
 */
export type Ask = (question: string, usual: string, wrong?: (answer: string) => string | undefined) => Promise<string>;

/** On a terminal the user is asked, elsewhere every default is taken. */
export const withQuestions = async <T>(io: Io, use: (ask: Ask) => Promise<T>): Promise<T> => {
  if (!io.interactive) return use((_question, usual) => Promise.resolve(usual));
  const output = new Writable({ write: (chunk: Buffer, _encoding, written) => (io.draw(chunk.toString()), written()) });
  const prompt = createInterface({ input: io.stdin, output });
  let isOver = false;
  const ended = new Promise<string>((resolve) =>
    prompt.once('close', () => {
      isOver = true;
      resolve('');
    }),
  );
  try {
    return await use(async (question, usual, wrong) => {
      while (!isOver) {
        const asked = prompt.question(`${question} [${harmless(usual)}] `, { signal: io.signal });
        const answer = (await Promise.race([asked, ended])).trim();
        if (answer === '') break;
        const fault = wrong?.(answer);
        if (fault === undefined) return answer;
        io.draw(`${fault}\n`);
      }
      return usual;
    });
  } catch (error) {
    if (io.signal.aborted) throw new EngineError('draft.aborted', 'Nothing was written.');
    throw error;
  } finally {
    prompt.close();
  }
};
