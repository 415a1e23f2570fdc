/** A feed's options as a form: its connection is tested, twenty records are fetched that nobody stores, an instance is saved. */
import type { ConnectionTest, DefinitionView, FormRequest, InstanceAsked } from '../../../serve/contract/definitions.ts';
import { ask, begin, h, note, span, ui, useAnswer, useRef, useSignal, type Piece } from '../../base.ts';
import { button, choice, confirm, empty, fieldsOf, filledIn, filters, section, trouble } from '../../parts.ts';
import { badge, block, legible, value } from '../../shown.ts';

const tested = ({ works, says, took, error }: ConnectionTest): Piece => ui`<div class="tested">
  <p>${badge(works ? 'works' : 'failed')} ${value(says, 400)} <span class="sub">${span(took)}</span></p>${error && trouble(error)}
</div>`;

/** Shows what it would change in the file, and writes that once somebody has agreed. */
const saveInstance = async (pack: string, asked: InstanceAsked): Promise<boolean> => {
  const at = [pack];
  const { file, is_new, lines, secrets, digest } = await ask('POST /api/definitions/PACK/instance/preview', { at, body: asked });
  const shown = lines.map(({ kind, number, text }) => `${kind === 'added' ? '+' : '-'} ${number}: ${text}`).join('\n');
  const body = ui`<div><p><code>${legible(file)}</code></p>${block(shown || 'Its lines stay as they are.', 'Lines of the file')}
    ${secrets.map((one) => ui`<p class="sub">${one.option} goes to <code>${legible(one.file)}</code>, for this server alone.</p>`)}</div>`;
  if (!(await confirm(is_new ? `Add ${asked.name}?` : `Change ${asked.name}?`, body, 'Write it'))) return false;
  await ask('POST /api/definitions/PACK/instance', { at, body: { ...asked, digest } });
  return true;
};

const Form = ({ view, feed, instance }: { readonly view: DefinitionView } & Record<'feed' | 'instance', string>): Piece => {
  const form = useRef<HTMLFormElement>(null);
  const result = useSignal<ConnectionTest | undefined>(undefined);
  const fields = view.forms[`${view.pack}/${feed}`]?.fields ?? [];
  const isBased = instance !== '';
  const withValues = (use: (body: FormRequest) => Promise<void>) => async (): Promise<void> => {
    result.value = undefined;
    const values = filledIn(form.current, fields, isBased);
    if (values !== undefined) await use({ feed, values, ...(isBased ? { instance } : {}) });
  };
  const test = withValues(async (body) => {
    result.value = await ask('POST /api/definitions/PACK/test-connection', { at: [view.pack], body });
  });
  const dryRun = withValues((body) => begin('POST /api/definitions/PACK/dry-run', { at: [view.pack], body }));
  const save = withValues(async ({ values }) => {
    const name = String(new FormData(form.current ?? undefined).get('$name'));
    if (await saveInstance(view.pack, { feed, name, values })) note('good', `${name} is saved.`);
  });
  return ui`<form class="form" ref=${form} onSubmit=${(event: Event) => event.preventDefault()}>
    ${fields.length === 0 ? empty('This feed has no options.') : fieldsOf(fields, feed, isBased)}
    <div class="acts">
      ${button('Test the connection', { role: 'operator' }, test)}
      ${button('Dry run of 20 records', { kind: 'main', icon: 'play', role: 'operator' }, dryRun)}
    </div>
    <div aria-live="polite">${result.value && tested(result.value)}</div>
    <div class="field"><label for="instance">Name of the instance</label>
      <input id="instance" name="$name" defaultValue=${instance} pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]*" maxlength="64" spellcheck="false" aria-describedby="instance-help" />
      <p id="instance-help" class="help">A new one, or one of this feed that is to be changed. What it changes is shown first.</p></div>
    <div class="acts">${button('Save it in the configuration', { role: 'operator' }, save)}</div>
  </form>`;
};

export const Trial = ({ view, first }: { readonly view: DefinitionView; readonly first: string | undefined }): Piece => {
  const chosen = useSignal(view.feeds.find(({ name }) => name === first)?.name ?? view.feeds[0]?.name ?? '');
  const based = useSignal('');
  const { feeds = [] } = useAnswer('GET /api/feeds').data ?? {};
  const [feed, instance] = [chosen.value, based.value];
  if (feed === '') return empty('It has no feed that could be tried.', 'An action is tried on the page of actions.');
  const instances = feeds.filter((one) => one.feed === `${view.pack}/${feed}` && one.instance !== null).map(({ name }) => name);
  const bases = [['', 'as the pack has them'], ...instances.map((name) => [name, `as ${name} has them`] as const)] as const;
  const pick = (key: string): void => void ([chosen.value, based.value] = [key, '']);
  const all = view.feeds.map(({ name, title }) => [name, title] as const);
  const base = choice('Options that are left empty', bases, instance, (key) => (based.value = key));
  const form = h(Form, { key: `${feed} ${instance}`, view, feed, instance });
  const body = ui`<div>${filters(choice('Feed', all, feed, pick), base)}${form}</div>`;
  return section('Try a feed', body, 'Nothing is written to the store.');
};
