import type { Consent } from '../../api/review/consent.ts';
import { harmless } from '../display/text.ts';
import { agrees } from '../shell/agrees.ts';
import type { Flag } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

export const yesFlag: Flag = { flags: '--yes', help: 'do it without asking' };

/** The person at the terminal is shown what would be done, and asked; undefined where `--yes` says so beforehand. */
export const consentOf = (io: Io, { yes }: { readonly yes?: boolean | undefined }): Consent | undefined =>
  yes === true
    ? undefined
    : {
        canAsk: io.interactive,
        agrees: (lines, question) => {
          for (const line of lines) io.note(harmless(line));
          return agrees(io, question);
        },
      };
