import { h } from 'preact';
import { useSignal } from '@preact/signals';
import type { Role } from '../../serve/contract/session.ts';
import { may } from '../base/api.ts';
import { attempt, note } from '../base/notes.ts';
import { ui, names, type Piece } from '../base/ui.ts';
import { icon, type IconName } from './icon.ts';

interface Act {
  readonly label: string;
  readonly icon?: IconName;
  readonly kind?: 'main' | 'quiet' | 'danger';
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
const Button = ({ label, icon: shape, kind, isSquare = false, role, pressed, disabled = false, about, onAct }: Act): Piece => {
  const isBusy = useSignal(false);
  const isAllowed = role === undefined || may(role);
  const act = async (): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    await attempt(async () => onAct());
    isBusy.value = false;
  };
  const says = about === undefined ? label : `${label}: ${about}`;
  const hint = isAllowed ? (isSquare ? label : undefined) : `${label}: only for the role ${role} and above`;
  return ui`<button type="button" class=${names(kind, isSquare && 'square', isBusy.value && 'busy')} title=${hint}
    aria-label=${isSquare || about !== undefined ? says : undefined} aria-pressed=${pressed}
    disabled=${disabled || !isAllowed} aria-busy=${isBusy.value} onClick=${() => void act()}>
    ${shape && icon(shape)}${!isSquare && ui`<span>${label}</span>`}
  </button>`;
};

export const button = (label: string, given: Omit<Act, 'label' | 'onAct'>, onAct: Act['onAct']): Piece =>
  h(Button, { ...given, label, onAct });

/** Copies a text, and says so. */
export const copy = (text: string, what: string): Piece =>
  button(`Copy ${what}`, { icon: 'copy', kind: 'quiet' }, async () => {
    await navigator.clipboard.writeText(text);
    note('good', `Copied ${what}.`);
  });
