/** A form of a definition's options: what each may be is checked by the browser, which says so in the reader's language. */
import type { FieldView } from '../../serve/contract/definitions.ts';
import { ui, type Piece } from '../base/ui.ts';
import { dotted, many } from '../base/words.ts';
import { legible } from './text.ts';

export type Values = Readonly<Record<string, unknown>>;

/** What a field begins with: its texts, of which several choices and lines have more than one. */
const startOf = ({ type, default: given }: FieldView): readonly string[] =>
  given === null || given === undefined || given === '' || type === 'secret' ? [] : [given].flat().map(String);

const limits = ({ minimum, maximum, max_length, integer, required_when }: FieldView): readonly (string | false)[] => [
  minimum !== null && `at least ${minimum}`,
  maximum !== null && `at most ${maximum}`,
  integer && 'a whole number',
  max_length !== null && `at most ${many(max_length, 'character')}`,
  required_when !== null && `required where ${required_when}`,
];

const HINTS: Readonly<Record<string, string>> = { secret: 'never shown', date: '2026-01-31T00:00:00Z or P7D', url: 'https://' };
const TYPES: Readonly<Record<string, string>> = { secret: 'password', number: 'number' };

const control = (field: FieldView, shared: { readonly id: string; readonly required: boolean }): Piece => {
  const { type, choices, minimum, maximum, integer } = field;
  const start = startOf(field);
  const common = { ...shared, name: field.name, 'aria-describedby': `${shared.id}-help` };
  if (type === 'select')
    return ui`<select ...${common}>
      ${(!field.required || start.length === 0) && ui`<option value="">${field.required ? 'choose one' : '–'}</option>`}
      ${choices.map(({ value, label }) => ui`<option value=${String(value)} selected=${start.includes(String(value))}>${legible(label)}</option>`)}
    </select>`;
  if (type === 'multiselect')
    return ui`<fieldset id=${shared.id} class="choices" aria-describedby=${`${shared.id}-help`}><legend class="unseen-text">${field.label}</legend>
      ${choices.map(({ value, label }) => ui`<label class="check"><input type="checkbox" name=${field.name} value=${String(value)} defaultChecked=${start.includes(String(value))} /> ${legible(label)}</label>`)}
    </fieldset>`;
  if (type === 'boolean')
    return ui`<label class="check"><input type="checkbox" ...${common} required=${false} defaultChecked=${start[0] === 'true'} /> yes</label>`;
  if (type === 'textarea' || type === 'lines')
    return ui`<textarea rows="3" ...${common} maxlength=${field.max_length} defaultValue=${start.join('\n')}></textarea>`;
  return ui`<input type=${TYPES[type] ?? 'text'} ...${common} autocomplete=${type === 'secret' ? 'new-password' : 'off'} spellcheck="false" placeholder=${HINTS[type]}
    min=${minimum} max=${maximum} step=${integer ? 1 : 'any'} maxlength=${field.max_length} pattern=${field.pattern ?? undefined} defaultValue=${start.join('')} />`;
};

const row = (field: FieldView, prefix: string, hasOthers: boolean): Piece => {
  const id = `${prefix}-${field.name}`;
  const help = dotted(field.help, ...limits(field));
  return ui`<div key=${field.name} class="field">
    <label for=${id}>${legible(field.label)}${field.required && ui` <span class="must" title="required">required</span>`}${field.type === 'secret' && ui` <span class="sub">secret, for writing only</span>`}</label>
    ${control(field, { id, required: field.required && !hasOthers })}
    <p id=${`${id}-help`} class="help">${legible(help)}</p>
  </div>`;
};

const unfold = ({ currentTarget }: Event): void => void ((currentTarget as HTMLDetailsElement).open = true);

/** The fields; the advanced ones behind a fold. `hasOthers`: what is left empty comes from somewhere else. */
export const fieldsOf = (fields: readonly FieldView[], prefix: string, hasOthers = false): Piece => {
  const advanced = fields.filter((field) => field.advanced);
  const rows = advanced.map((field) => row(field, prefix, hasOthers));
  return ui`<div class="fields">
    ${fields.filter((field) => !field.advanced).map((field) => row(field, prefix, hasOthers))}
    ${rows.length > 0 && ui`<details class="advanced" onInvalidCapture=${unfold}><summary>${many(rows.length, 'advanced option')}</summary>${rows}</details>`}
  </div>`;
};

export const linesOf = (text: string): readonly string[] => text.split(/\s*\n\s*/).filter(Boolean);

const valueOf = ({ type, choices }: FieldView, texts: readonly string[]): unknown => {
  const [text = ''] = texts;
  const chosen = choices.filter(({ value }) => texts.includes(String(value))).map(({ value }) => value);
  if (type === 'boolean') return texts.length > 0;
  if (type === 'multiselect') return chosen;
  if (type === 'select') return chosen[0] ?? text;
  if (type === 'number') return Number(text);
  return type === 'lines' ? linesOf(text) : text;
};

/** What was filled in; undefined where something of it is wrong, which the browser then shows. What is empty is left out. */
export const filledIn = (form: HTMLFormElement | null, fields: readonly FieldView[], hasOthers = false): Values | undefined => {
  if (form === null) return undefined;
  const data = new FormData(form);
  for (const { name, type, required } of fields) {
    const isMissing = type === 'multiselect' && required && !hasOthers && !data.has(name);
    const box = form.querySelector<HTMLInputElement>(`[type=checkbox][name="${CSS.escape(name)}"]`);
    box?.setCustomValidity(isMissing ? 'Choose one.' : '');
  }
  if (!form.reportValidity()) return undefined;
  const textsOf = (name: string): readonly string[] =>
    data.getAll(name).flatMap((text) => (String(text).trim() === '' ? [] : [String(text)]));
  const given = fields.map((field) => ({ field, texts: textsOf(field.name) }));
  const asked = given.filter(({ field, texts }) => {
    if (hasOthers && field.type !== 'boolean') return texts.length > 0 && texts.join('\n') !== startOf(field).join('\n');
    return field.type === 'boolean' ? !hasOthers || texts.length > 0 !== (startOf(field)[0] === 'true') : texts.length > 0;
  });
  return Object.fromEntries(asked.map(({ field, texts }) => [field.name, valueOf(field, texts)]));
};
