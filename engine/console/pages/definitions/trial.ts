/** A feed's options as a form; with them its connection is tested, and twenty records are fetched that nobody stores. */
import type { ConnectionTest, DefinitionView, FormRequest } from '../../../serve/contract/definitions.ts';
import { ask, begin, h, span, ui, useAnswer, useRef, useSignal, type Piece } from '../../base.ts';
import { button, choice, empty, fieldsOf, filledIn, filters, section, trouble } from '../../parts.ts';
import { badge, value } from '../../shown.ts';

const tested = ({ works, says, took, error }: ConnectionTest): Piece => ui`<div class="tested">
  <p>${badge(works ? 'works' : 'failed')} ${value(says, 400)} <span class="sub">${span(took)}</span></p>${error && trouble(error)}
</div>`;

interface Given {
  readonly view: DefinitionView;
  readonly feed: string;
  readonly instance: string;
}

const Form = ({ view, feed, instance }: Given): Piece => {
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
  return ui`<form class="form" ref=${form} onSubmit=${(event: Event) => event.preventDefault()}>
    ${fields.length === 0 ? empty('This feed has no options.') : fieldsOf(fields, feed, isBased)}
    <div class="acts">
      ${button('Test the connection', { role: 'operator' }, test)}
      ${button('Dry run of 20 records', { kind: 'main', icon: 'play', role: 'operator' }, dryRun)}
    </div>
    <div aria-live="polite">${result.value && tested(result.value)}</div>
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
  const pick = (key: string): void => {
    chosen.value = key;
    based.value = '';
  };
  const all = view.feeds.map(({ name, title }) => [name, title] as const);
  const base = choice('Options that are left empty', bases, instance, (key) => (based.value = key));
  const form = h(Form, { key: `${feed} ${instance}`, view, feed, instance });
  const body = ui`<div>${filters(choice('Feed', all, feed, pick), base)}${form}</div>`;
  return section('Try a feed', body, 'Nothing is written to the store.');
};
