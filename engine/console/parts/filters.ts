/** What narrows a list down; it stands in the address of the page, so that it can be passed on. */
import { location, refine } from '../base/place.ts';
import { ui, type Piece } from '../base/ui.ts';

const typed = (event: Event): string => (event.target as HTMLInputElement).value;

/** The main one takes the key `/`. `live`: with each letter, where that costs nothing. */
export const searchField = (name: string, label: string, placeholder: string, how: 'main' | 'live' | 'other' = 'main'): Piece => {
  const set = (event: Event): void => refine({ [name]: typed(event).trim() });
  return ui`<label class="search"><span>${label}</span><input name=${name} type="search" data-search=${how === 'other' ? undefined : ''} placeholder=${placeholder}
    value=${location.value.query[name] ?? ''} onInput=${how === 'live' ? set : undefined} onChange=${set} /></label>`;
};

export const choice = (
  label: string,
  choices: readonly (readonly [string, string])[],
  at: string,
  onPick: (key: string) => void,
): Piece =>
  ui`<label><span>${label}</span><select value=${at} onChange=${(event: Event) => onPick(typed(event))}>
    ${choices.map(([key, name]) => ui`<option value=${key} selected=${key === at}>${name}</option>`)}
  </select></label>`;

/** A row of them; Enter in one of them leads nowhere. */
export const filters = (...all: readonly Piece[]): Piece =>
  ui`<form class="filters" role="search" onSubmit=${(event: Event) => event.preventDefault()}>${all}</form>`;
