/** A feed's options as a form; with them its connection is tested, and twenty records are fetched that nobody stores. */
import type { ConnectionTest, DefinitionView, FormRequest } from '../../../serve/contract/definitions.ts';
import { ask, begin, h, span, ui, useAnswer, useMemo, useSignal, type Piece } from '../../base.ts';
import { badge, button, choice, empty, fieldsOf, filledIn, filters, formOf, section, trouble, value } from '../../parts.ts';

const tested = ({ works, says, took, error }: ConnectionTest): Piece => ui`<div class="tested">
  <p>${badge(works ? 'works' : 'failed')} ${value(says, 400)} <span class="sub">${span(took)}</span></p>
  ${error && trouble(error)}
</div>`;

const Form = ({ view, feed, instance }: { readonly view: DefinitionView; readonly feed: string; readonly instance: string }): Piece => {
  const form = useMemo(() => formOf(view.forms[`${view.pack}/${feed}`]?.fields ?? []), []);
  const result = useSignal<ConnectionTest | undefined>(undefined);
  const request = (): FormRequest | undefined => {
    const values = filledIn(form, instance !== '');
    return values && { feed, values, ...(instance === '' ? {} : { instance }) };
  };
  const test = async (): Promise<void> => {
    const body = request();
    result.value = undefined;
    if (body !== undefined) result.value = await ask('POST /api/definitions/PACK/test-connection', { at: [view.pack], body });
  };
  const dryRun = async (): Promise<void> => {
    const body = request();
    if (body === undefined) return;
    await begin('POST /api/definitions/PACK/dry-run', { at: [view.pack], body });
  };
  return ui`<form class="form" onSubmit=${(event: Event) => event.preventDefault()}>
    ${form.fields.length === 0 ? empty('This feed has no options.') : fieldsOf(form, feed, instance !== '')}
    <div class="acts">
      ${button('Test the connection', { role: 'operator' }, test)}
      ${button('Dry run of 20 records', { kind: 'main', icon: 'play', role: 'operator' }, dryRun)}
    </div>
    <div aria-live="polite">${result.value && tested(result.value)}</div>
  </form>`;
};

export const Trial = ({ view, first }: { readonly view: DefinitionView; readonly first: string | undefined }): Piece => {
  const feed = useSignal(view.feeds.find(({ name }) => name === first)?.name ?? view.feeds[0]?.name ?? '');
  const instance = useSignal('');
  const feeds = useAnswer('GET /api/feeds').data.value?.feeds ?? [];
  const instances = feeds.filter((one) => one.feed === `${view.pack}/${feed.value}` && one.instance !== null).map(({ name }) => name);
  if (feed.value === '') return empty('It has no feed that could be tried.', 'An action is tried on the page of actions: it shows the exact request first.');
  return section(
    { title: 'Try a feed', says: 'Nothing is written to the store.' },
    ui`<div>
      ${filters(
        choice('Feed', view.feeds.map(({ name, title }) => [name, title]), feed.value, (key) => {
          feed.value = key;
          instance.value = '';
        }),
        choice('Options that are left empty', [['', 'as the pack has them'], ...instances.map((name) => [name, `as ${name} has them`] as const)], instance.value, (key) => (instance.value = key)),
      )}
      ${h(Form, { key: `${feed.value} ${instance.value}`, view, feed: feed.value, instance: instance.value })}
    </div>`,
  );
};
