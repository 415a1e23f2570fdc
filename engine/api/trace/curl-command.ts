import type { SentRequest } from '../../http/http.ts';
import { bodyText, type BodyText } from './body-text.ts';
import type { SecretOption } from '../options/secret-options.ts';
import { cutAtSecrets, shellWord } from './shell-text.ts';

/**
 * The request as a command for a shell (bash, zsh, ksh), on one line. A variable stands for each secret, named after its option in
 * capitals: `$API_KEY`; `$API_KEY_URLENCODED` where it is percent-encoded and so another text; `$TOKEN` and `$SECRET` for those that
 * came from elsewhere, such as a login.
 */
export const curlCommand = (request: SentRequest, secrets: readonly SecretOption[], redact: (text: string) => string): string => {
  const word = (text: string, other = 'SECRET'): string => shellWord(cutAtSecrets(text, secrets, { redact, other }));
  const body = bodyText(request);
  const options = [
    ...methodOptions(request.method, body),
    ...Object.entries(request.headers).flatMap(([name, value]) => headerOptions(name, value, word)),
    ...(body.kind !== 'none' && request.headers['content-type'] === undefined ? [`-H 'content-type:'`] : []),
    ...bodyOptions(body, word),
  ];
  // Braces and brackets of an address are curl's own signs, unless it is told.
  const address = [...(/[[\]{}]/.test(request.url) ? ['--globoff'] : []), word(request.url)];
  const packed = body.kind === 'text' && body.isPacked ? `printf '%s' ${word(body.text)} | gzip -c | ` : '';
  const unknown = body.kind === 'bytes' ? `  # BODY: a file with the ${body.length} bytes of the body` : '';
  return `${packed}curl ${[...options, ...address].join(' ')}${unknown}`;
};

type Word = (text: string, other?: string) => string;

const methodOptions = (method: string, body: BodyText): readonly string[] => {
  if (method === 'HEAD') return ['--head'];
  return method === 'GET' && body.kind === 'none' ? [] : [`-X ${method}`];
};

const headerOptions = (name: string, value: string, word: Word): readonly string[] => {
  if (name === 'accept-encoding') return ['--compressed'];
  const user = name === 'authorization' ? basicUser(value) : undefined;
  if (user !== undefined) return [`-u ${word(user)}`];
  // Of a header without a value curl would send nothing.
  if (value === '') return [`-H ${word(`${name};`)}`];
  return [`-H ${word(`${name}: ${value}`, name === 'authorization' ? 'TOKEN' : 'SECRET')}`];
};

/** `name:password` of basic credentials. */
const basicUser = (value: string): string | undefined => {
  const encoded = /^basic (\S+)$/i.exec(value)?.[1];
  if (encoded === undefined) return undefined;
  const user = Buffer.from(encoded, 'base64').toString();
  return Buffer.from(user).toString('base64') === encoded ? user : undefined;
};

const bodyOptions = (body: BodyText, word: Word): readonly string[] => {
  switch (body.kind) {
    case 'none':
      return [];
    case 'text':
      return [body.isPacked ? '--data-binary @-' : `--data-raw ${word(body.text)}`];
    case 'bytes':
      return ['--data-binary @BODY'];
    default:
      throw body satisfies never;
  }
};
