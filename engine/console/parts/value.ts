/** Text from outside: harmless in any case, and legible whatever it holds. */
import { useSignal } from '@preact/signals';
import { h } from 'preact';
import { ui, type Piece } from '../base/ui.ts';
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
  const shown = isWhole.value ? text : cut(text, most);
  const isCut = text.length > most;
  return ui`<bdi class="value">${legible(shown)}${isCut && !isWhole.value && '…'}</bdi>${
    isCut &&
    ui` <button type="button" class="link" aria-expanded=${isWhole.value} onClick=${() => (isWhole.value = !isWhole.value)}>
      ${isWhole.value ? 'less' : `all ${count(text.length)} characters`}
    </button>`
  }`;
};

/** A value; of a long one its beginning, and the rest when asked for. */
export const value = (text: string, most?: number): Piece => h(Value, { text, ...(most === undefined ? {} : { most }) });

/** A few words of it, where more has no room: the whole is its title. */
export const brief = (text: string, most = 60): Piece =>
  ui`<bdi class="value" title=${text.length > most ? plainly(cut(text, 1000)) : undefined}>${legible(cut(text, most))}${text.length > most && '…'}</bdi>`;

/** A record's key in words: one of several parts is a list in JSON. */
export const keyText = (key: string): string => {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts.join(', ') : key;
  } catch {
    return key;
  }
};

/** Text as it stands, in lines. */
export const block = (text: string, label: string): Piece =>
  ui`<pre class="block" tabindex="0" role="region" aria-label=${label}><code>${legible(text)}</code></pre>`;

/** Text that is JSON as a whole is laid out. */
export const body = (text: string, label: string): Piece => {
  try {
    return json(JSON.parse(text), label);
  } catch {
    return block(text, label);
  }
};

export const json = (given: unknown, label: string): Piece => block(JSON.stringify(given, null, 2) ?? 'nothing', label);
