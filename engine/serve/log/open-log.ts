import { pino, type Logger } from 'pino';
import { iso } from '../../language/basics/instant.ts';
import { plainLine } from './plain-line.ts';

export interface LogOptions {
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  /** ms since epoch. */
  readonly now: () => number;
  readonly redact: (text: string) => string;
  /** A person reads it: lines in the place of JSON. */
  readonly isPlain: boolean;
}

/** The server's log: an event a line, masked before anything else sees it. */
export const openLog = ({ write, now, redact, isPlain }: LogOptions): Logger =>
  pino(
    {
      base: null,
      timestamp: () => `,"time":"${iso(now())}"`,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'message',
    },
    {
      write: (text: string) => {
        const line = redact(text.trimEnd());
        write(isPlain ? plainLine(line) : line);
      },
    },
  );
