/** What a definition offers, for who is to run it: its feeds and actions with their options. */
import type { DefinitionView, FieldView } from '../../../serve/contract/definitions.ts';
import { to, ui, type Piece } from '../../base.ts';
import { col, empty, legible, section, table, value, type Column } from '../../parts.ts';

const allowed = ({ choices, minimum, maximum, max_length, pattern }: FieldView): Piece => {
  if (choices.length > 0) return value(choices.map(({ label }) => label).join(', '), 160);
  const bounds = [minimum === null ? '' : `from ${minimum}`, maximum === null ? '' : `to ${maximum}`, max_length === null ? '' : `at most ${max_length} characters`, pattern === null ? '' : pattern];
  return bounds.filter(Boolean).join(' ') || ui`<span class="none">anything</span>`;
};

const OPTIONS: readonly Column<FieldView>[] = [
  col.text('Option', ({ name, label }) => ui`<div class="stack"><span class="strong">${legible(label)}</span><code class="sub">${legible(name)}</code></div>`),
  col.wide('What it is', ({ help, required_when }) => ui`${help === null ? ui`<span class="none">–</span>` : value(help, 300)}${required_when && ui`<div class="sub">required where <code>${legible(required_when)}</code></div>`}`),
  col.text('Kind', ({ type, required }) => ui`${type}${required && ui`<div class="must">required</div>`}`),
  col.text('May be', allowed),
  col.text('Unless set', ({ default: given }) => (given === null || given === undefined || given === '' || (Array.isArray(given) && given.length === 0) ? '–' : value(typeof given === 'object' ? JSON.stringify(given) : String(given), 60))),
];

const options = (name: string, fields: readonly FieldView[]): Piece =>
  fields.length === 0
    ? empty('It has no options.')
    : table(`Options of ${name}`, fields, OPTIONS, (field) => field.name);

export const guide = ({ pack, feeds, actions, forms }: DefinitionView): Piece => ui`<div>
  ${feeds.map(({ name, title, description }) => {
    const whole = `${pack}/${name}`;
    return section(
      { title, says: ui`feed <code>${whole}</code>`, kind: 'flush', acts: ui`<a href=${to(['definitions', pack, 'try'], { feed: name })}>try it</a>` },
      ui`<div>${description && ui`<p class="padded">${value(description, 1000)}</p>`}
        ${options(whole, forms[whole]?.fields ?? [])}
        <p class="padded says">From a shell: <code>feedwright run ${whole}</code></p></div>`,
    );
  })}
  ${actions.map(({ name, title, description, accepts }) => {
    const whole = `${pack}/${name}`;
    return section(
      { title, says: ui`action <code>${whole}</code>, ${accepts.length === 0 ? 'of no object' : `of ${accepts.join(', ')}`}`, kind: 'flush', acts: ui`<a href=${to(['actions'], { action: whole })}>use it</a>` },
      ui`<div>${description && ui`<p class="padded">${value(description, 1000)}</p>`}${options(whole, forms[whole]?.fields ?? [])}</div>`,
    );
  })}
  ${feeds.length + actions.length === 0 && empty('It has mistakes: what it offers is not known.', 'See the findings in its source.')}
</div>`;
