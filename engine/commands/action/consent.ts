import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Consent } from '../../api/review/consent.ts';
import type { Flag } from '../shell/command.ts';
import { harmless } from '../display/text.ts';
import type { Io } from '../shell/io.ts';

export const yesFlag: Flag = { flags: '--yes', help: 'do it without asking' };

/** The person at the terminal is shown what would be done, and asked. An interruption, or an input that has ended, is a no. */
const agrees = async (io: Io, lines: readonly string[], question: string): Promise<boolean> => {
  for (const line of lines) io.note(harmless(line));
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

/** Undefined where `--yes` says so beforehand. */
export const consentOf = (io: Io, { yes }: { readonly yes?: boolean | undefined }): Consent | undefined =>
  yes === true ? undefined : { canAsk: io.interactive, agrees: (lines, question) => agrees(io, lines, question) };
