import type { Placeholders } from './placeholders.ts';
import type { Rendered } from './render.ts';

/** The request as a command for a shell, an option a line. */
export const curlOf = ({ method, url, headers, body }: Rendered, holes: Placeholders): string => {
  const user = headers.find(({ name, value }) => name === 'Authorization' && value.startsWith('Basic '));
  const lines = [
    `curl${method === 'GET' && body === undefined ? '' : ` -X ${method}`} ${holes.word(url)}`,
    ...(user === undefined ? [] : [`-u ${holes.word(user.value.slice('Basic '.length))}`]),
    ...headers
      .filter((one) => one !== user && (body?.kind !== 'multipart' || one.name !== 'Content-Type'))
      .map(({ name, value }) => `-H ${holes.word(`${name}: ${value}`)}`),
    ...bodyLines(body, holes),
  ];
  // A placeholder for an address brings its own scheme.
  return lines.join(' \\\n  ').replaceAll(/https?:\/\/(?=<)/g, '');
};

const bodyLines = (body: Rendered['body'], holes: Placeholders): readonly string[] => {
  if (body === undefined) return [];
  if (body.kind === 'multipart') return body.text.split('\n').map((part) => `-F ${holes.word(part)}`);
  return [`--data-raw ${holes.word(body.kind === 'json' ? holes.bareNumbers(compact(body.text)) : body.text)}`];
};

const compact = (text: string): string => JSON.stringify(JSON.parse(text));
