import { UsageError } from '../../language/basics/errors.ts';
import type { Action } from '../../language/model.ts';
import { harmless } from '../display/text.ts';
import type { Confirmation, ReadyAction } from '../../api/actions/run-action.ts';
import { agrees } from '../shell/agrees.ts';
import type { Io } from '../shell/io.ts';

/** A program must have said beforehand that it means it. */
const mustBeConfirmed = ({ title }: Action): UsageError =>
  new UsageError('usage.yes', `"${title}" changes something at the vendor and was not confirmed.`, {
    hint: 'Add --yes, or --dry-run to see what it would send.',
  });

/** Shows a person what will be sent, for which objects, and asks. */
const confirmed = (io: Io, { pack, action, options }: ReadyAction, objects: readonly string[]): Promise<boolean> => {
  const targets = objects.length === 0 ? '' : ` for ${objects.map(harmless).join(', ')}`;
  io.note(`${harmless(action.title)} (${harmless(pack.title)}) will be sent${targets}`);
  for (const { name, label } of action.options) {
    const value = options.values[name];
    if (value !== undefined) io.note(`  ${harmless(label)}: ${harmless(String(value))}`);
  }
  return agrees(io, 'Send it? [y/N] ');
};

/** The person at the terminal has to agree. */
export const confirmationOf = (io: Io): Confirmation => ({
  mayAsk: (action) => {
    if (!io.interactive) throw mustBeConfirmed(action);
  },
  confirms: (ready, objects) => confirmed(io, ready, objects),
});
