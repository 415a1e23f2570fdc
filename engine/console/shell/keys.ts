/** Keys for who does not want to leave the keyboard. */
import { go, me, nextTheme, signal, to, ui, type Piece } from '../base.ts';
import { openDialog } from '../parts.ts';
import { PAGES } from './pages.ts';

/** Some readers' tools send letters as commands: they can be switched off. */
const areOn = signal(true);

/** Moves from row to row. */
const step = (by: number): void => {
  const rows = [...document.querySelectorAll<HTMLElement>('.row')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.querySelector<HTMLElement>('a, button')?.focus();
};

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ...PAGES.map(({ title, key }) => [`g ${key}`, title] as const),
  ['/', 'Search on this page'],
  ['j k', 'Next and last row'],
  ['t', 'Colours: system, light, dark'],
  ['?', 'These keys'],
  ['Esc', 'Closes what is open'],
];

const Help = (): Piece => ui`<div>
  <dl class="keys">${KEYS.map(([keys, does]) => ui`<div><dt>${keys.split(' ').map((key) => ui`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd></div>`)}</dl>
  <label class="check"><input type="checkbox" checked=${areOn.value} onChange=${() => (areOn.value = !areOn.value)} /> Keys of one letter are on</label>
</div>`;

export const showKeys = (): void => openDialog({ title: 'Keys', body: ui`<${Help} />` });

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select');

const ACTS: Readonly<Record<string, () => void>> = {
  '?': showKeys,
  '/': () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
  j: () => step(1),
  k: () => step(-1),
  t: nextTheme,
};

const LONGEST_PAUSE = 1200;
let pressed = -Infinity;

export const watchKeys = (): void => {
  addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey, timeStamp } = event;
    if (ctrlKey || metaKey || altKey || isTyping(target) || !me.value || document.querySelector('dialog[open]') !== null) return;
    if (!areOn.value && key !== '?') return;
    const page = timeStamp - pressed < LONGEST_PAUSE ? PAGES.find((one) => one.key === key) : undefined;
    pressed = key === 'g' ? timeStamp : -Infinity;
    const act = page === undefined ? ACTS[key] : (): void => go(to([page.name]));
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
};
