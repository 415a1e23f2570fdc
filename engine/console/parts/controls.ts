/** What is pressed, chosen and asked: buttons, filters, and one dialog at a time. */
import { h } from 'preact';
import { signal, useSignal } from '@preact/signals';
import type { Role } from '../../serve/contract/session.ts';
import { may } from '../base/api.ts';
import { attempt, note } from '../base/notes.ts';
import { location, refine } from '../base/place.ts';
import { ui, names, type Piece } from '../base/ui.ts';
import { icon, type IconName } from './marks.ts';

interface Act {
  readonly label: string;
  readonly icon?: IconName;
  readonly kind?: 'main' | 'quiet' | undefined;
  /** Shows the icon alone; the label is read out. */
  readonly isSquare?: boolean;
  /** Which role it takes. */
  readonly role?: Role;
  /** Whether it is switched on, where it is a switch. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  /** What it is about, for who hears the label alone. */
  readonly about?: string;
  readonly onAct: () => unknown;
}

/** Can't be pressed twice while it works. */
const Button = ({ label, icon: shape, kind, isSquare, role = 'viewer', pressed, disabled, about, onAct }: Act): Piece => {
  const isBusy = useSignal(false);
  const act = async (): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    await attempt(async () => onAct());
    isBusy.value = false;
  };
  const hint = may(role) ? isSquare && label : `${label}: only for the role ${role} and above`;
  const told = about === undefined ? isSquare && label : `${label}: ${about}`;
  return ui`<button type="button" class=${names(kind, isSquare && 'square', isBusy.value && 'busy')} title=${hint || undefined} aria-pressed=${pressed}
    aria-label=${told || undefined} disabled=${disabled || !may(role)} aria-busy=${isBusy.value} onClick=${() => void act()}>
    ${shape && icon(shape)}${!isSquare && ui`<span>${label}</span>`}
  </button>`;
};

export const button = (label: string, given: Omit<Act, 'label' | 'onAct'>, onAct: Act['onAct']): Piece =>
  h(Button, { ...given, label, onAct });

/** The way to what comes behind the end of a list. */
export const more = (onAct: () => unknown): Piece => ui`<p class="more">${button('Show more', {}, onAct)}</p>`;

/** Copies a text, and says so. */
export const copy = (text: string, what: string): Piece =>
  button(`Copy ${what}`, { icon: 'copy', kind: 'quiet' }, async () => {
    await navigator.clipboard.writeText(text);
    note('good', `Copied ${what}.`);
  });

const typed = (event: Event): string => (event.target as HTMLInputElement).value;

/** What narrows a list down stands in the address of the page. The main one takes the key `/`. `live`: with each letter, where that costs nothing. */
export const searchField = (name: string, label: string, placeholder: string, how: 'main' | 'live' | 'other' = 'main'): Piece => {
  const set = (event: Event): void => refine({ [name]: typed(event).trim() });
  return ui`<label class="search"><span>${label}</span><input name=${name} type="search" data-search=${how === 'other' ? undefined : ''} placeholder=${placeholder}
    value=${location.value.query[name] ?? ''} onInput=${how === 'live' ? set : undefined} onChange=${set} /></label>`;
};

type Choices = readonly (readonly [key: string, name: string])[];

export const choice = (label: string, choices: Choices, at: string, onPick: (key: string) => void): Piece =>
  ui`<label><span>${label}</span><select value=${at} onChange=${(event: Event) => onPick(typed(event))}>
    ${choices.map(([key, name]) => ui`<option value=${key} selected=${key === at}>${name}</option>`)}
  </select></label>`;

/** A row of them; Enter in one of them leads nowhere. */
export const filters = (...all: readonly Piece[]): Piece =>
  ui`<form class="filters" role="search" onSubmit=${(event: Event) => event.preventDefault()}>${all}</form>`;

interface Opened {
  readonly title: string;
  readonly body: Piece;
  /** What the button says that agrees, where there is something to agree to. */
  readonly yes?: string;
  readonly onClose?: (agreed: boolean) => void;
}

const opened = signal<Opened | null>(null);

export const openDialog = (dialog: Opened): void => void (opened.value = dialog);

/** Asks before something is done that can't be taken back. */
export const confirm = (title: string, body: Piece, yes: string): Promise<boolean> =>
  new Promise((onClose) => openDialog({ title, body, yes, onClose }));

const close = (agreed: boolean) => (): void => {
  const { onClose } = opened.peek() ?? {};
  opened.value = null;
  onClose?.(agreed);
};

/** As if somebody had not agreed. */
export const closeDialog = close(false);

/** The browser keeps the focus in it, and Escape closes it. */
const show = (element: HTMLDialogElement | null): void => (element?.open === false ? element.showModal() : undefined);

export const Dialog = (): Piece => {
  if (opened.value === null) return null;
  const { title, body, yes } = opened.value;
  return ui`<dialog ref=${show} aria-labelledby="dialog-title" onClose=${closeDialog}>
    <div class="dialog-head"><h2 id="dialog-title">${title}</h2>${button('Close', { icon: 'close', kind: 'quiet', isSquare: true }, closeDialog)}</div>
    <div class="dialog-body">${body}</div>
    ${yes && ui`<div class="dialog-acts">${button('Cancel', {}, closeDialog)}${button(yes, { kind: 'main' }, close(true))}</div>`}
  </dialog>`;
};
