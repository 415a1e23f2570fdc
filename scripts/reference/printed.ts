import { code, table } from './markdown.ts';
import type { Section } from './sections.ts';

const rowsOf = ({ rows }: Section): string =>
  table(
    ['key', 'type', 'default', 'what it is'],
    rows.map(({ key, type, otherwise, description }) => [code(key), type, otherwise, description]),
  );

/** A section as Markdown, with those within it. `lead`: what stands before its keys. */
export const printed = (section: Section, level: number, lead: readonly string[] = []): string =>
  [
    `${'#'.repeat(level)} ${section.name.replaceAll('<', '&lt;')}`,
    ...(section.description === '' ? [] : [section.description]),
    ...lead,
    ...(section.rows.length === 0 ? [] : [rowsOf(section)]),
    ...section.inner.map((one) => printed(one, Math.min(level + 1, 4))),
  ].join('\n\n');
