/** `run --trace=curl`: what is printed can be pasted into a shell, and asks the vendor for the same. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlCommand } from '../../../engine/api/trace/curl-command.ts';
import type { SentRequest } from '../../../engine/http/http.ts';
import { createRedactor } from '../../../engine/http/redactor/redactor.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { KEY, orchard, RUN } from './orchard.ts';

/** What the shell makes of the line: the arguments of `curl`, and what comes to it through a pipe. */
const argumentsOf = (
  line: string,
  variables: Readonly<Record<string, string>>,
): { readonly args: string[]; readonly piped: string } => {
  const script = `curl() { printf '%s\\0' "$@"; [ -p /dev/stdin ] && gunzip -c; return 0; }\n${line}\n`;
  const out = execFileSync('bash', ['-c', script], {
    env: { PATH: process.env['PATH'] ?? '', ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts = out.toString().split('\0');
  return { args: parts.slice(0, -1), piped: parts.at(-1) ?? '' };
};

const after = (args: readonly string[], name: string): string[] =>
  args.flatMap((arg, at) => (args[at - 1] === name ? [arg] : []));

const request = (given: Partial<SentRequest>): SentRequest => ({
  number: 1,
  label: 'e',
  place: undefined,
  method: 'GET',
  url: 'https://x.example/',
  headers: {},
  body: undefined,
  attempt: 0,
  ...given,
});

const plain = (text: string): string => text;

test('of a run each is the request that was sent, with the options in place of the secrets', async () => {
  const { vendor, cwd } = await orchard();
  const { stderr } = await commandLine([...RUN, '--trace=curl'], { cwd });
  const sent = [...vendor.asked];
  await vendor.close();
  const lines = stderr.split('\n').filter((line) => line.startsWith('curl '));
  expect(lines).toHaveLength(sent.length);
  const first = lines[0] ?? '';
  expect(first).toContain('"$API_KEY"');
  const { args } = argumentsOf(first, {
    API_KEY: KEY,
    API_KEY_URLENCODED: new URL(sent[0]?.url ?? '').search.slice(5).split('&')[0] ?? '',
  });
  expect(args.at(-1)).toBe(sent[0]?.url.href);
  expect(after(args, '-H')).toContain(`x-api-key: ${sent[0]?.headers['x-api-key']}`);
  expect(after(args, '--data-raw')).toEqual([sent[0]?.body]);
  expect(after(args, '-X')).toEqual(['POST']);
});

test('whatever is in a body or header comes through the shell as it is, on one line', () => {
  const body = 'it\'s "$HOME" `id` $(id) \\n\n\ttwo lines\r\u202e!';
  const line = curlCommand(request({ method: 'PUT', body, headers: { 'x-odd': "a'b", 'x-empty': '' } }), [], plain);
  expect(line).not.toMatch(/[\n\r\u202e]/);
  const { args } = argumentsOf(line, {});
  expect(after(args, '--data-raw')).toEqual([body]);
  expect(after(args, '-H')).toEqual(["x-odd: a'b", 'x-empty;', 'content-type:']);
});

test('basic credentials are the user and the password, a token has a variable of its own', () => {
  const redactor = createRedactor();
  redactor.add('correct horse battery');
  redactor.learn('learned-token-0123');
  const secrets = [{ name: 'pass-word', value: 'correct horse battery' }];
  const basic = curlCommand(
    request({ headers: { authorization: `Basic ${Buffer.from('ann:correct horse battery').toString('base64')}` } }),
    secrets,
    redactor.redact,
  );
  expect(basic).toBe(`curl -u 'ann:'"$PASS_WORD" 'https://x.example/'`);
  const bearer = curlCommand(request({ headers: { authorization: 'Bearer learned-token-0123' } }), secrets, redactor.redact);
  expect(bearer).toBe(`curl -H 'authorization: Bearer '"$TOKEN" 'https://x.example/'`);
});

test('a short secret is not taken for a part of other words', () => {
  const line = curlCommand(request({ url: 'https://x.example/able?k=ab&ab=1' }), [{ name: 'k', value: 'ab' }], plain);
  expect(line).toBe(`curl 'https://x.example/able?k='"$K"'&'"$K"'=1'`);
});

test('a packed body is packed again, and bytes that are no text are a file', async () => {
  const { gzipSync } = await import('node:zlib');
  const packed = request({
    method: 'POST',
    body: gzipSync('{"key":"s3cret-value"}'),
    headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
  });
  const line = curlCommand(packed, [{ name: 'api_key', value: 's3cret-value' }], plain);
  expect(line).toContain('"$API_KEY"');
  const { args, piped } = argumentsOf(line, { API_KEY: 'other' });
  expect(after(args, '--data-binary')).toEqual(['@-']);
  expect(piped).toBe('{"key":"other"}');
  const bytes = curlCommand(request({ method: 'POST', body: new Uint8Array([0, 255, 7]) }), [], plain);
  expect(bytes).toMatch(/--data-binary @BODY .*# BODY: a file with the 3 bytes of the body$/);
});
