import { percentEncode } from '../../../http/request/percent-encode.ts';

/** A shorter one would be found in texts that have nothing to do with it. */
const SHORTEST_FORM = 6;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const eachChar = (text: string, made: (code: number) => string): string =>
  Array.from({ length: text.length }, (_, at) => made(text.charCodeAt(at))).join('');

/** At each place that it can have in a longer text, without the characters that it shares with what stands beside it. */
const base64Forms = (bytes: Buffer): readonly string[] =>
  [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)),
  );

/** Only as it stands, for what is no secret by itself. */
export const plainForms = (secret: string): readonly { readonly form: string; readonly bytes: Buffer }[] =>
  secretForms(secret).slice(0, 2);

/** The bytes that a secret may be written as, by the name of the encoding; made by hand, so that they check what the redactor found. */
export const secretForms = (secret: string): readonly { readonly form: string; readonly bytes: Buffer }[] => {
  const plain = Buffer.from(secret, 'utf8');
  const json = JSON.stringify(secret).slice(1, -1);
  const percent = percentEncode(secret);
  const latin1 = Buffer.from(secret, 'latin1');
  const base64 = [...base64Forms(plain), ...base64Forms(latin1)];
  const texts: readonly (readonly [form: string, text: string])[] = [
    ['as it is', secret],
    ['percent-encoded', percent],
    ['percent-encoded', percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ['percent-encoded', encodeURIComponent(secret.toWellFormed())],
    ['form-encoded', percent.replaceAll('%20', '+')],
    ['JSON-escaped', json],
    ['JSON-escaped', json.replaceAll('/', String.raw`\/`)],
    ['JSON-escaped', eachChar(secret, (code) => String.raw`\u${code.toString(16).padStart(4, '0')}`)],
    ...base64.map((text) => ['base64', text] as const),
    ...base64.map((text) => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')] as const),
    ['hex', plain.toString('hex')],
    ['hex', plain.toString('hex').toUpperCase()],
    ['hex', latin1.toString('hex')],
    ['HTML entities', secret.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)],
    ['HTML entities', eachChar(secret, (code) => `&#${code};`)],
    ['HTML entities', eachChar(secret, (code) => `&#x${code.toString(16)};`)],
  ];
  const known = new Map(texts.map(([form, text]) => [text, form]));
  return [
    ...[...known].map(([text, form]) => ({ form, bytes: Buffer.from(text, 'utf8') })),
    { form: 'UTF-16', bytes: Buffer.from(secret, 'utf16le') },
    { form: 'Latin-1', bytes: latin1 },
  ].filter(({ bytes }) => bytes.length >= SHORTEST_FORM);
};
