import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../../language/basics/errors.ts';
import type { Action, Pack } from '../../language/model.ts';
import { harmless } from '../display/text.ts';
import type { FeedOptions } from '../feed/options.ts';
import type { Io } from '../shell/io.ts';

/** A program must have said beforehand that it means it. */
export const mustBeConfirmed = ({ title }: Action): UsageError =>
  new UsageError('usage.yes', `"${title}" changes something at the vendor and was not confirmed.`, {
    hint: 'Add --yes, or --dry-run to see what it would send.',
  });

interface Asked {
  readonly pack: Pack;
  readonly action: Action;
  readonly options: FeedOptions;
}

/** Shows a person what will be sent, for which objects, and asks. An interruption is a no. */
export const confirmed = async (io: Io, { pack, action, options }: Asked, objects: readonly string[]): Promise<boolean> => {
  io.note(`${harmless(action.title)} (${harmless(pack.title)}) will be sent for ${objects.map(harmless).join(', ')}`);
  for (const { name, label } of action.options) {
    const value = options.values[name];
    if (value !== undefined) io.note(`  ${harmless(label)}: ${harmless(String(value))}`);
  }
  const output = new Writable({ write: (chunk: Buffer, _encoding, written) => (io.draw(chunk.toString()), written()) });
  const prompt = createInterface({ input: io.stdin, output });
  try {
    // An input that has ended answers nothing.
    const ended = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
    return /^y(es)?$/i.test((await Promise.race([prompt.question('Send it? [y/N] ', { signal: io.signal }), ended])).trim());
  } catch (error) {
    if (io.signal.aborted) return false;
    throw error;
  } finally {
    prompt.close();
  }
};
