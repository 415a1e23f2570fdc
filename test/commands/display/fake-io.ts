import { createRedactor } from '../../../engine/api/world.ts';
import type { Io } from '../../../engine/commands/shell/io.ts';

/** An `Io` that keeps what is written; the clock stands where the test puts it. */
export const fakeIo = (isTerminal: boolean, columns = 80) => {
  const written = { out: '', err: '' };
  let time = 0;
  const output = { isTerminal, columns: () => columns, style: (_style: unknown, text: string) => text };
  const io: Io = {
    cwd: '/work',
    env: {},
    interactive: isTerminal,
    stdin: process.stdin,
    wire: process.stdout,
    stdout: output,
    stderr: output,
    signal: new AbortController().signal,
    now: () => time,
    ticks: () => time,
    print: (text) => void (written.out += `${text}\n`),
    printAll: async (lines) => {
      for await (const line of lines) written.out += `${line}\n`;
    },
    pour: async () => undefined,
    note: (text) => void (written.err += `${text}\n`),
    warn: (text) => void (written.err += `warning: ${text}\n`),
    draw: (text) => void (written.err += text),
    printFailure: async () => undefined,
    erase: (lines) => void (written.err += lines === 0 ? '' : `\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(lines - 1)}`),
    redactor: createRedactor(),
    redact: (text) => text,
  };
  return { io, written, pass: (ms: number) => void (time += ms) };
};
