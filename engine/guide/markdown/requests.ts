import type { GuideRequest, GuideSample } from '../model/guide.ts';
import { code, codeBlock, prose } from './escape.ts';

type Blocks = readonly (readonly string[])[];

/** A call: what it is for, the request, a command, and what the vendor answers. */
export const requestLines = (request: GuideRequest): Blocks => {
  const { description, role, method, address, headers, body, placeholders, curl, sent, samples, notes } = request;
  return [
    ...(description === null ? [] : [[prose(description)]]),
    codeBlock(
      [
        `${method} ${address}`,
        ...headers.map(({ name, value }) => `${name}: ${value}`),
        ...(body === null ? [] : ['', body]),
      ].join('\n'),
      'http',
    ),
    placeholders.map(({ name, meaning }) => `- ${code(`<${name}>`)}: ${prose(meaning)}`),
    ['As a command:'],
    codeBlock(curl, 'sh'),
    // A login is sent with credentials: cases have placeholders for them too.
    ...(sent === null || role === 'login'
      ? []
      : [
          [`With the values of the case ${code(sent.file)}:`],
          codeBlock([sent.line, ...(sent.body === null ? [] : ['', sent.body])].join('\n'), 'http'),
        ]),
    ...samples.flatMap(sampleLines),
    notes.map((note) => `- ${prose(note)}.`),
  ];
};

const sampleLines = ({ file, status, language, text, isShortened }: GuideSample): Blocks => {
  const what = status.length === 0 ? 'Sample answer' : `Sample answer with status ${status.join(' or ')}`;
  return [[`${what} (${code(file)}${isShortened ? ', shortened' : ''}):`], codeBlock(text, language)];
};
