import type { GuideRequest, GuideSample } from '../model/guide.ts';
import { code, codeBlock, prose } from './escape.ts';

type Blocks = readonly (readonly string[])[];

/** A call: what it is for, the request, a command, and what the vendor answers. */
export const requestLines = (request: GuideRequest): Blocks => {
  const { description, method, address, body, placeholders, curl, sent, samples, notes } = request;
  return [
    ...(description === null ? [] : [[prose(description)]]),
    codeBlock([`${method} ${address}`, ...(body === null ? [] : ['', body])].join('\n'), 'http'),
    placeholders.map(({ name, meaning }) => `- ${code(`<${name}>`)}: ${prose(meaning)}`),
    ['As a command:'],
    codeBlock(curl, 'sh'),
    ...(sent === null
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
