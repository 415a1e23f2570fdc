/** YAML with its lines, coloured a little, and what was found in a line beneath it. */
import type { Finding } from '../../serve/contract/session.ts';
import { names, ui, type Piece } from '../base/ui.ts';
import { legible } from './value.ts';

const TOKENS =
  /(?<comment>(?:^|\s)#.*$)|(?<tag>![a-z]+)|(?<key>(?:^|(?<=[\s{,\-?]))[\w.$-]+(?=:(?:\s|$)))|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/g;

const coloured = (line: string): Piece => {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of line.matchAll(TOKENS)) {
    const kind = Object.entries(match.groups ?? {}).find(([, one]) => one !== undefined)?.[0];
    pieces.push(legible(line.slice(at, match.index)), ui`<span class=${`y-${kind}`}>${legible(match[0])}</span>`);
    at = match.index + match[0].length;
  }
  return [...pieces, legible(line.slice(at))];
};

const note = ({ severity, message, hint, code }: Finding): Piece => ui`<div class=${names('line-note', severity)}>
  <b>${severity}</b> ${legible(message)} <span class="sub">${code}</span>${hint && ui`<div>${legible(hint)}</div>`}
</div>`;

/** Lines of which each can be gone to by its number. */
export const source = (text: string, findings: readonly Finding[], label: string): Piece => {
  const at = Map.groupBy(findings, ({ place }) => place.line);
  return ui`<div class="source" tabindex="0" role="region" aria-label=${label}>
    ${text
      .replace(/\n$/, '')
      .split('\n')
      .map((line, index) => {
        const found = at.get(index + 1) ?? [];
        const worst = found.some(({ severity }) => severity === 'error') ? 'error' : found.length > 0 ? 'warning' : undefined;
        return ui`<div key=${index} id=${`line-${index + 1}`} class=${names('code-line', worst)}><span class="no">${index + 1}</span><code>${coloured(line)}</code></div>
        ${found.map(note)}`;
      })}
  </div>`;
};
