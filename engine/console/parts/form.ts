/** A form of a definition's options: what each may be is checked while it is filled in. */
import { signal, type Signal } from '@preact/signals';
import type { FieldView } from '../../serve/contract/definitions.ts';
import { names, ui, type Piece } from '../base/ui.ts';
import { many } from '../base/words.ts';
import { legible } from './value.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface Filled {
  readonly fields: readonly FieldView[];
  /** As they were typed. */
  readonly typed: Signal<Readonly<Record<string, string | boolean | readonly string[]>>>;
  /** What is wrong is shown from the first attempt on. */
  readonly isTried: Signal<boolean>;
}

const startOf = ({ type, default: given }: FieldView): string | boolean | readonly string[] => {
  if (type === 'boolean') return given === true;
  if (type === 'multiselect') return Array.isArray(given) ? given.map(String) : [];
  if (type === 'lines' && Array.isArray(given)) return given.join('\n');
  return given === null || given === undefined || type === 'secret' ? '' : String(given);
};

export const formOf = (fields: readonly FieldView[]): Filled => ({
  fields,
  typed: signal(Object.fromEntries(fields.map((field) => [field.name, startOf(field)]))),
  isTried: signal(false),
});

const wrongNumber = ({ minimum, maximum, integer }: FieldView, text: string): string | undefined => {
  const value = Number(text);
  if (Number.isNaN(value)) return 'Write a number.';
  if (integer && !Number.isInteger(value)) return 'Write a whole number.';
  if (minimum !== null && value < minimum) return `Write at least ${minimum}.`;
  return maximum !== null && value > maximum ? `Write at most ${maximum}.` : undefined;
};

const fits = (pattern: string, text: string): boolean => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    // The server checks it in any case.
    return true;
  }
};

/** With an instance the options that are left empty come from it: none of them is missing then. */
const wrong = (field: FieldView, typed: unknown, hasOthers: boolean): string | undefined => {
  const isEmpty = typed === '' || (Array.isArray(typed) && typed.length === 0);
  if (isEmpty) return field.required && !hasOthers && field.type !== 'boolean' ? 'It is required.' : undefined;
  if (typeof typed !== 'string') return undefined;
  if (field.type === 'number') return wrongNumber(field, typed);
  if (field.max_length !== null && typed.length > field.max_length)
    return `It has ${many(typed.length, 'character')}: at most ${field.max_length}.`;
  return field.pattern !== null && !fits(field.pattern, typed) ? `It has to be of the form ${field.pattern}` : undefined;
};

const valueOf = ({ type, choices }: FieldView, typed: string | boolean | readonly string[]): unknown => {
  if (type === 'number') return Number(typed);
  if (type === 'lines')
    return String(typed)
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  if (type === 'select') return choices.find(({ value }) => String(value) === typed)?.value ?? typed;
  if (type === 'multiselect' && Array.isArray(typed))
    return choices.filter(({ value }) => typed.includes(String(value))).map(({ value }) => value);
  return typed;
};

/** What was filled in; undefined where something of it is wrong, which is shown from then on. What is empty is left out. */
export const filledIn = ({ fields, typed, isTried }: Filled, hasOthers = false): Values | undefined => {
  isTried.value = true;
  if (fields.some((field) => wrong(field, typed.value[field.name], hasOthers) !== undefined)) {
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    return undefined;
  }
  const given = fields.filter((field) => {
    const value = typed.value[field.name];
    return (
      value !== '' &&
      !(Array.isArray(value) && value.length === 0) &&
      !(hasOthers && JSON.stringify(value) === JSON.stringify(startOf(field)))
    );
  });
  return Object.fromEntries(given.map((field) => [field.name, valueOf(field, typed.value[field.name] ?? '')]));
};

const limits = ({ minimum, maximum, max_length, integer, required_when }: FieldView): string =>
  [
    minimum !== null && maximum !== null
      ? `${minimum} to ${maximum}`
      : minimum !== null
        ? `at least ${minimum}`
        : maximum !== null
          ? `at most ${maximum}`
          : '',
    integer ? 'a whole number' : '',
    max_length !== null ? `at most ${many(max_length, 'character')}` : '',
    required_when === null ? '' : `required where ${required_when}`,
  ]
    .filter(Boolean)
    .join(', ');

interface Control {
  readonly id: string;
  readonly field: FieldView;
  readonly now: string | boolean | readonly string[];
  readonly shared: Readonly<Record<string, unknown>>;
  readonly set: (next: string | boolean | readonly string[]) => void;
}

const text = (event: Event): string => (event.target as HTMLInputElement).value;

const choiceControl = ({ id, field, now, shared, set }: Control): Piece => {
  if (field.type === 'select')
    return ui`<select ...${shared} onChange=${(event: Event) => set(text(event))}>
      ${(!field.required || now === '') && ui`<option value="" selected=${now === ''}>${field.required ? 'choose one' : '–'}</option>`}
      ${field.choices.map(({ value, label }) => ui`<option value=${String(value)} selected=${String(value) === now}>${legible(label)}</option>`)}
    </select>`;
  const chosen = Array.isArray(now) ? (now as readonly string[]) : [];
  return ui`<fieldset id=${id} class="choices" aria-describedby=${shared['aria-describedby']}><legend class="unseen-text">${field.label}</legend>
    ${field.choices.map(({ value, label }) => {
      const key = String(value);
      const toggle = (): void => set(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
      return ui`<label class="check"><input type="checkbox" checked=${chosen.includes(key)} onChange=${toggle} /> ${legible(label)}</label>`;
    })}
  </fieldset>`;
};

const TYPES: Readonly<Record<string, string>> = { secret: 'password', url: 'url', number: 'text', date: 'text', text: 'text' };

const control = (given: Control): Piece => {
  const { field, now, shared, set } = given;
  const onInput = (event: Event): void => set(text(event));
  if (field.type === 'select' || field.type === 'multiselect') return choiceControl(given);
  if (field.type === 'boolean')
    return ui`<label class="check"><input type="checkbox" ...${shared} checked=${now === true} onChange=${(event: Event) => set((event.target as HTMLInputElement).checked)} /> yes</label>`;
  if (field.type === 'textarea' || field.type === 'lines')
    return ui`<textarea rows="3" ...${shared} value=${now} onInput=${onInput}></textarea>`;
  const hint = { secret: 'never shown', date: '2026-01-31T00:00:00Z or P7D', url: 'https://' }[field.type as string];
  return ui`<input type=${TYPES[field.type] ?? 'text'} inputmode=${field.type === 'number' ? 'decimal' : undefined} autocomplete=${field.type === 'secret' ? 'new-password' : 'off'}
    spellcheck="false" placeholder=${hint} ...${shared} value=${now} onInput=${onInput} />`;
};

const row = (form: Filled, field: FieldView, prefix: string, hasOthers: boolean): Piece => {
  const { typed, isTried } = form;
  const id = `${prefix}-${field.name}`;
  const now = typed.value[field.name] ?? '';
  const mistake = isTried.value || now !== '' ? wrong(field, now, hasOthers) : undefined;
  const shown = isTried.value || mistake !== 'It is required.' ? mistake : undefined;
  const help = [field.help, limits(field)].filter(Boolean).join(' · ');
  const shared = {
    id,
    'aria-describedby': `${id}-help`,
    'aria-invalid': shown === undefined ? undefined : 'true',
    'aria-required': field.required && !hasOthers ? 'true' : undefined,
  };
  const set = (next: string | boolean | readonly string[]): void => {
    typed.value = { ...typed.value, [field.name]: next };
  };
  return ui`<div key=${field.name} class=${names('field', shown !== undefined && 'wrong')}>
    <label for=${id}>${legible(field.label)}${field.required && ui` <span class="must" title="required">required</span>`}${field.type === 'secret' && ui` <span class="sub">secret, for writing only</span>`}</label>
    ${control({ id, field, now, shared, set })}
    <p id=${`${id}-help`} class="help">${shown !== undefined && ui`<b class="bad-ink">${shown}</b> `}${legible(help)}</p>
  </div>`;
};

/** The fields; the advanced ones behind a fold. `hasOthers`: what is left empty comes from somewhere else. */
export const fieldsOf = (form: Filled, prefix: string, hasOthers = false): Piece => {
  const advanced = form.fields.filter((field) => field.advanced);
  return ui`<div class="fields">
    ${form.fields.filter((field) => !field.advanced).map((field) => row(form, field, prefix, hasOthers))}
    ${advanced.length > 0 && ui`<details class="advanced"><summary>${many(advanced.length, 'advanced option')}</summary>${advanced.map((field) => row(form, field, prefix, hasOthers))}</details>`}
  </div>`;
};
