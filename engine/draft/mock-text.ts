import type { Names } from './definition-text.ts';
import { requestParts, type Origin } from './request-lines.ts';
import { quoted } from './yaml.ts';

/** A vendor that answers with the sample. */
export const mockText = ({ pack, title }: Names, origin: Origin, file: string): string => {
  const { secrets } = requestParts(origin);
  const user = secrets.map(({ name }) => `${name}: mock-${pack}`).join(', ');
  const path = new URL(origin.path, 'https://sample.invalid').pathname;
  return [
    'mock: 1',
    `title: ${quoted(`${title}, as the sample has it.`)}`,
    ...(user === '' ? [] : [`user: { ${user} }`]),
    'routes:',
    `  - route: ${quoted(`GET ${path}`)}`,
    `    file: ${quoted(file)}`,
    '',
  ].join('\n');
};
