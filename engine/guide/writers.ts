import { htmlGuide } from './html/html-guide.ts';
import { markdownGuide } from './markdown/markdown-guide.ts';
import type { Guide } from './model/guide.ts';

/** How a guide is written, by the name of the format, which is the ending of its file as well. */
export const writers: Readonly<Record<string, (guide: Guide) => string>> = Object.freeze({
  md: markdownGuide,
  html: (guide: Guide) => htmlGuide(guide),
  json: (guide: Guide) => `${JSON.stringify(guide, null, 2)}\n`,
});
