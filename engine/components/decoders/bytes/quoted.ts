import type { DecodeContext } from '../decoder.ts';

const LONGEST = 80;

/** Words of the vendor in a message: masked before they are cut, or a half of a secret would stand at the end. */
export const quoted = (text: string, { redact }: Pick<DecodeContext, 'redact'>): string => {
  const line = (redact?.(text) ?? text).replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return `"${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}"`;
};
