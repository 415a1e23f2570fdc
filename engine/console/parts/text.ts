/** Text from outside: harmless in any case, and legible whatever it holds. */
import { useSignal } from '@preact/signals';
import { h } from 'preact';
import type { ObjectBrief } from '../../serve/contract/objects.ts';
import type { Finding } from '../../serve/contract/session.ts';
import { names, ui, type Piece } from '../base/ui.ts';
import { count } from '../base/words.ts';

/** What is not seen, or turns round what is: shown by its number. */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const EACH = new RegExp(UNSEEN, 'gu');

const numberOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Never in pieces of which one turns round another. */
export const legible = (text: string): Piece => {
  if (!UNSEEN.test(text)) return text;
  const marks = [...text.matchAll(EACH)].map(([mark]) => mark);
  return text.split(EACH).flatMap((part, index) => {
    const mark = marks[index];
    if (mark === undefined) return [part];
    return [part, ui`<span class="unseen" title="A character that is not seen">${numberOf(mark)}</span>`];
  });
};

/** The same where nothing but text can stand: a title, a label. */
export const plainly = (text: string): string => text.replace(EACH, numberOf);

const cut = (text: string, most: number): string =>
  text.length > most ? text.slice(0, most).replace(/[\ud800-\udbff]$/, '') : text;

const Value = ({ text, most = 160 }: { readonly text: string; readonly most?: number }): Piece => {
  const isWhole = useSignal(false);
  if (text.length <= most) return ui`<bdi class="value">${legible(text)}</bdi>`;
  const label = isWhole.value ? 'less' : `all ${count(text.length)} characters`;
  return ui`<bdi class="value">${isWhole.value ? legible(text) : ui`${legible(cut(text, most))}…`}</bdi>
    <button type="button" class="link" aria-expanded=${isWhole.value} onClick=${() => (isWhole.value = !isWhole.value)}>${label}</button>`;
};

/** A value; of a long one its beginning, and the rest when asked for. */
export const value = (text: string, most?: number): Piece => h(Value, { text, ...(most === undefined ? {} : { most }) });

/** A few words of it, where more has no room: the whole is its title. */
export const brief = (text: string, most = 60): Piece =>
  ui`<bdi class="value" title=${text.length > most ? plainly(cut(text, 1000)) : undefined}>${legible(cut(text, most))}${text.length > most && '…'}</bdi>`;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A record's key in words: one of several parts is a list in JSON. */
export const keyText = (key: string): string => {
  const parts = parsed(key);
  return Array.isArray(parts) ? parts.join(', ') : key;
};

/** Text as it stands, in lines. */
export const block = (text: string, label: string): Piece =>
  ui`<pre class="block" tabindex="0" role="region" aria-label=${label}><code>${legible(text)}</code></pre>`;

/** Text that is JSON as a whole is laid out. */
export const body = (text: string, label: string): Piece =>
  parsed(text) === undefined ? block(text, label) : json(parsed(text), label);
export const json = (given: unknown, label: string): Piece => block(JSON.stringify(given, null, 2) ?? 'nothing', label);

type Mapped = Partial<Pick<ObjectBrief, 'type' | 'subtype' | 'value' | 'description' | 'tags' | 'attributes'>>;

const one = (object: Mapped): Piece => ui`<li class="mapped">
  <b>${value(object.value ?? '', 160)}</b> <span class="sub">${legible([object.type, object.subtype && `(${object.subtype})`, ...(object.tags ?? [])].filter(Boolean).join(' '))}</span>
  ${object.description && ui`<p>${value(object.description, 200)}</p>`}
  <dl class="headers">${object.attributes?.map(({ name, value: is }) => ui`<div><dt>${legible(name)}</dt><dd>${is === null ? ui`<i class="none">hidden</i>` : value(is, 120)}</dd></div>`)}</dl>
</li>`;

export const mapped = (objects: readonly unknown[]): Piece =>
  ui`<ul>${objects.map((object) => (typeof object === 'object' && object !== null && 'value' in object ? one(object as Mapped) : json(object, 'An object')))}</ul>`;

/** YAML, coloured a little. */
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
