/** An order: of which objects and with which options; the exact request; then, once somebody has agreed, its sending. */
import type { ActionPreview, ActionRequest, ActionRow, ActionSent, ActionView } from '../../../serve/contract/actions.ts';
import { ask, many, ui, useRef, useSignal, type Piece } from '../../base.ts';
import { button, confirm, fieldsOf, filledIn, linesOf, section, trouble } from '../../parts.ts';
import { badge, json, value, type Tone } from '../../shown.ts';
import { exact } from '../runs/requests.ts';

const STATES: Readonly<Record<ActionRow['status'], readonly [string, Tone]>> = {
  succeeded: ['succeeded', 'good'],
  failed: ['failed', 'bad'],
  refused: ['refused', 'bad'],
  uncertain: ['may have happened', 'warn'],
  dry_run: ['would be sent', 'calm'],
};

const rowOf = ({ status, object, request, error, result }: ActionRow, index: number): Piece => ui`<li key=${index}>
  <p>${badge(...STATES[status])} ${object === null ? 'without an object' : value(object, 120)}</p>
  ${request && ui`<div class="exact">${exact(request.method, request.url, request.headers, request.body)}</div>`}
  ${error && trouble(error)}
  ${result !== null && result !== undefined && json(result, 'What the vendor answered')}
</li>`;

/** What would be sent, or what came of it: a part for each object. */
export const rowsOf = (rows: readonly ActionRow[]): Piece => ui`<ol class="plain">${rows.map(rowOf)}</ol>`;

interface Shown {
  readonly request: ActionRequest;
  readonly preview: ActionPreview;
}

const objectsField = ({ accepts }: ActionView, start: string): Piece => ui`<div class="field">
  <label for="objects">Objects <span class="must">required</span></label>
  <textarea id="objects" name="$objects" rows="2" required spellcheck="false" aria-describedby="objects-help" defaultValue=${start}></textarea>
  <p id="objects-help" class="help">One a line, as type:value; types: ${accepts.join(', ')}. The button on an object's page fills this in.</p>
</div>`;

const send = async ({ request, preview }: Shown, { approval, side_effects }: ActionView): Promise<ActionSent | undefined> => {
  const changes = 'This changes something at the vendor, and can’t be taken back from here.';
  const says = side_effects ? changes : 'This asks the vendor, and changes nothing there.';
  const line = ({ request: one }: ActionRow): Piece =>
    one && ui`<p class="exact"><b>${one.method}</b> ${value(one.url, 200)}</p>`;
  const first = preview.rows.slice(0, 3).map(line);
  const [title, yes] =
    approval === 'two' ? ['Ask a second person?', 'Ask for it'] : [`Send ${many(preview.rows.length, 'request')}?`, 'Send it'];
  const agreed = await confirm(title, ui`<div><p>${says}</p>${first}</div>`, yes);
  return agreed ? await ask('POST /api/actions/send', { body: { ...request, digest: preview.digest } }) : undefined;
};

const outcome = (sent: ActionSent): Piece => {
  if (sent.state === 'sent') return section('What came of it', rowsOf(sent.rows));
  const waits = 'It waits for a second person: who may decide sees it on this page.';
  return section('What came of it', ui`<p>${sent.state === 'waits' ? waits : 'It was refused, and nothing was sent.'}</p>`);
};

export const Order = ({ action, object = '' }: { readonly action: ActionView; readonly object: string | undefined }): Piece => {
  const form = useRef<HTMLFormElement>(null);
  const shown = useSignal<Shown | undefined>(undefined);
  const sent = useSignal<ActionSent | undefined>(undefined);
  const forget = (): void => void (shown.value = undefined);
  const preview = async (): Promise<void> => {
    forget();
    sent.value = undefined;
    const values = filledIn(form.current, action.fields);
    if (values === undefined || form.current === null) return;
    const data = new FormData(form.current);
    const objects = linesOf(String(data.get('$objects') ?? ''));
    const request = { action: action.action, objects, values, ...(data.has('$again') ? { again: true } : {}) };
    shown.value = { request, preview: await ask('POST /api/actions/preview', { body: request }) };
  };
  const confirmed = async (): Promise<void> => {
    sent.value = shown.value && (await send(shown.value, action));
    if (sent.value !== undefined) forget();
  };
  const again = ui`<label class="check"><input type="checkbox" name="$again" /> Send it although an earlier one may have happened</label>`;
  const order = ui`<form class="form" ref=${form} onSubmit=${(event: Event) => event.preventDefault()} onInput=${forget} onChange=${forget}>
    ${action.accepts.length > 0 && objectsField(action, object)}${fieldsOf(action.fields, 'option')}${action.side_effects && again}
    <div class="acts">${button('Show the exact request', { kind: 'main', role: 'operator' }, preview)}</div>
  </form>`;
  const label = shown.value?.preview.approval === 'two' ? 'Ask a second person' : 'Send it';
  const act = ui`<div class="acts">${button(label, { kind: 'main', role: 'operator' }, confirmed)}</div>`;
  return ui`<div>${section('The order', order)}<div aria-live="polite">
    ${shown.value && section('The exact request', ui`<div>${rowsOf(shown.value.preview.rows)}${act}</div>`, 'Nothing has been sent. Secrets are masked.')}
    ${sent.value && outcome(sent.value)}
  </div></div>`;
};
