import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

/** Asks the person at the terminal. An interruption, or an input that has ended, is a no. */
export const agrees = async (io: Io, question: string): Promise<boolean> => {
  const output = new Writable({ write: (chunk: Buffer, _encoding, written) => (io.draw(chunk.toString()), written()) });
  const prompt = createInterface({ input: io.stdin, output });
  try {
    const ended = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
    return /^y(es)?$/i.test((await Promise.race([prompt.question(question, { signal: io.signal }), ended])).trim());
  } catch (error) {
    if (io.signal.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
};
