/** What reaches a terminal: whatever a definition or a vendor says, only our own colours steer it. */
import fc from 'fast-check';
import { Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createIo, type Streams } from '../../../engine/commands/shell/io.ts';

// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const terminal = () => {
  const got = { out: '', err: '' };
  const collect = (which: keyof typeof got): Writable =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write: (text: string, _encoding, done) => {
          got[which] += text;
          done();
        },
      }),
      { isTTY: true },
    );
  const streams = { stdout: collect('out'), stderr: collect('err'), stdin: Readable.from([]), env: {}, cwd: () => '/work' };
  return { io: createIo(streams as unknown as Streams, new AbortController().signal), got };
};

afterEach(() => vi.unstubAllEnvs());

const withColours = (): ReturnType<typeof terminal> => {
  vi.stubEnv('NO_COLOR', undefined);
  vi.stubEnv('NODE_DISABLE_COLORS', undefined);
  vi.stubEnv('FORCE_COLOR', undefined);
  return terminal();
};

describe('text from elsewhere', () => {
  test('is spelt out wherever it is written, line ends and tabs are kept', async () => {
    const { io, got } = terminal();
    io.print('a\u001b[2Jb\tc\nd');
    io.note('\u0007\u009b31m\u202e');
    io.draw('x\ry');
    await io.printAll(['e\u007f', 'f\u2066']);
    expect(got).toEqual({ out: 'a\\u001b[2Jb\tc\nd\ne\\u007f\nf\\u2066\n', err: '\\u0007\\u009b31m\\u202e\nx\\u000dy' });
  });

  test('keeps the line ends of another system', () => {
    const { io, got } = terminal();
    io.print('a\r\nb\rc');
    expect(got.out).toBe('a\r\nb\\u000dc\n');
  });

  test('of any kind steers nothing, and within JSON it stays what it was', () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom('\u001b', '\u009b', '\u202e', '\u0007', '\r', '[31m', '"'), fc.string()),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const { io, got } = terminal();
        io.note(text);
        io.print(JSON.stringify({ [text]: text }));
        expect(got.err.replaceAll('\r\n', '')).not.toMatch(STEERING);
        expect(got.out).not.toMatch(STEERING);
        expect(JSON.parse(got.out)).toEqual({ [text]: text });
      }),
    );
  });
});

describe('our own colours', () => {
  test('reach the terminal, and what they hold is spelt out as well', () => {
    const { io, got } = withColours();
    io.note(`${io.stderr.style('red', 'er\u001b[2Jror')}: no`);
    expect(got.err).toBe('\u001b[31mer\\u001b[2Jror\u001b[39m: no\n');
  });

  test("are not to be had by anybody else's text, whatever has been shown in colour", () => {
    const { io, got } = withColours();
    io.note(`${io.stderr.style('red', 'error')}: \u001b[31mred\u001b[39m`);
    expect(got.err).toBe('\u001b[31merror\u001b[39m: \\u001b[31mred\\u001b[39m\n');
  });

  test('lines that were drawn are taken away by the terminal itself', () => {
    const { io, got } = terminal();
    io.erase(2);
    io.erase(0);
    expect(got.err).toBe('\r\u001b[2K\u001b[1A\u001b[2K');
  });
});
