import type { Names } from './definition-text.ts';
import { requestParts, type Origin } from './request-lines.ts';
import { quoted } from './yaml.ts';

/** A vendor that answers with the sample. */
export const mockText = ({ pack, title }: Names, origin: Origin, file: string): string => {
  const { credentials, route } = requestParts(origin);
  const user = credentials.map(({ name }) => `${name}: mock-${pack}`).join(', ');
  return [
    'mock: 1',
    `title: ${quoted(`${title}, as the sample has it.`)}`,
    ...(user === '' ? [] : [`user: { ${user} }`]),
    'routes:',
    `  - route: ${quoted(`GET ${route}`)}`,
    `    file: ${quoted(file)}`,
    '',
  ].join('\n');
};
