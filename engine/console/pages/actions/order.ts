/** An order: of which objects and with which options; the exact request; then, once somebody has agreed, its sending. */
import type { ActionPreview, ActionRequest, ActionSent, ActionView } from '../../../serve/contract/actions.ts';
import { ask, many, note, ui, useMemo, useSignal, type Piece } from '../../base.ts';
import { button, confirm, fieldsOf, filledIn, formOf, section, value } from '../../parts.ts';
import { sent as orders } from './history.ts';
import { rowsOf } from './rows.ts';

interface Shown {
  readonly request: ActionRequest;
  readonly preview: ActionPreview;
}

const objectsField = ({ accepts }: ActionView, text: string, set: (text: string) => void): Piece =>
  accepts.length > 0 &&
  ui`<div class="field">
    <label for="objects">Objects <span class="must">required</span></label>
    <textarea id="objects" rows="2" spellcheck="false" value=${text} aria-describedby="objects-help" onInput=${(event: Event) => set((event.target as HTMLTextAreaElement).value)}></textarea>
    <p id="objects-help" class="help">One a line, as type:value; types: ${accepts.join(', ')}. The button on an object's page fills this in.</p>
  </div>`;

const send = async ({ request, preview }: Shown, action: ActionView): Promise<ActionSent | undefined> => {
  const agreed = await confirm(
    action.approval === 'two' ? 'Ask a second person?' : `Send ${many(preview.rows.length, 'request')}?`,
    ui`<div><p>${action.side_effects ? 'This changes something at the vendor, and can’t be taken back from here.' : 'This asks the vendor, and changes nothing there.'}</p>
      ${preview.rows.slice(0, 3).map(({ request: one }) => one && ui`<p class="exact"><b>${one.method}</b> ${value(one.url, 200)}</p>`)}</div>`,
    action.approval === 'two' ? 'Ask for it' : 'Send it',
  );
  return agreed ? await ask('POST /api/actions/send', { body: { ...request, digest: preview.digest } }) : undefined;
};

const outcome = (sent: ActionSent): Piece => {
  if (sent.state === 'sent') return section({ title: 'What came of it' }, rowsOf(sent.rows));
  return section(
    { title: 'What came of it' },
    ui`<p>${sent.state === 'waits' ? 'It waits for a second person: who may decide sees it on this page.' : 'It was refused, and nothing was sent.'}</p>`,
  );
};

export const Order = ({ action, object }: { readonly action: ActionView; readonly object: string | undefined }): Piece => {
  const form = useMemo(() => formOf(action.fields), []);
  const objects = useSignal(object ?? '');
  const again = useSignal(false);
  const shown = useSignal<Shown | undefined>(undefined);
  const sent = useSignal<ActionSent | undefined>(undefined);
  const preview = async (): Promise<void> => {
    const values = filledIn(form);
    const named = objects.value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    shown.value = undefined;
    sent.value = undefined;
    if (values === undefined) return;
    if (action.accepts.length > 0 && named.length === 0)
      return note('bad', 'Name at least one object.', 'Write type:value, or begin on the page of an object.');
    const request: ActionRequest = { action: action.action, objects: named, values, ...(again.value ? { again: true } : {}) };
    shown.value = { request, preview: await ask('POST /api/actions/preview', { body: request }) };
  };
  const confirmed = async (): Promise<void> => {
    if (shown.value === undefined) return;
    const done = await send(shown.value, action);
    if (done === undefined) return;
    sent.value = done;
    orders.value++;
    shown.value = undefined;
  };
  const changed = (): void => {
    shown.value = undefined;
  };
  return ui`<div>
    ${section(
      { title: 'The order' },
      ui`<form class="form" onSubmit=${(event: Event) => event.preventDefault()} onInput=${changed} onChange=${changed}>
        ${objectsField(action, objects.value, (text) => (objects.value = text))}
        ${fieldsOf(form, 'option')}
        ${action.side_effects && ui`<label class="check"><input type="checkbox" checked=${again.value} onChange=${() => (again.value = !again.value)} /> Send it although an earlier one may have happened</label>`}
        <div class="acts">${button('Show the exact request', { kind: 'main', role: 'operator' }, preview)}</div>
      </form>`,
    )}
    <div aria-live="polite">
      ${
        shown.value &&
        section(
          { title: 'The exact request', says: 'Nothing has been sent. Secrets are masked.' },
          ui`<div>${rowsOf(shown.value.preview.rows)}<div class="acts">${button(shown.value.preview.approval === 'two' ? 'Ask a second person' : 'Send it', { kind: 'main', role: 'operator' }, confirmed)}</div></div>`,
        )
      }
      ${sent.value && outcome(sent.value)}
    </div>
  </div>`;
};
