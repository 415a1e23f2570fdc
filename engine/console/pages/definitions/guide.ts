/** What a definition offers, for who is to run it: its feeds and actions with their options. */
import type { DefinitionView, FieldView } from '../../../serve/contract/definitions.ts';
import { to, ui, type Piece } from '../../base.ts';
import { empty, section } from '../../parts.ts';
import { legible, stack, table, value, type Columns } from '../../shown.ts';

const OPTIONS: Columns<FieldView> = {
  Option: ({ name, label }) => stack(ui`<b>${legible(label)}</b>`, ui`<code>${legible(name)}</code>`),
  'What it is': ({ help }) => help && value(help, 300),
};
export const guide = ({ pack, feeds, forms }: DefinitionView): Piece => ui`<div>
  ${feeds.map(({ name, title }) =>
    section(
      title,
      table(name, forms[`${pack}/${name}`]?.fields ?? [], (field) => field.name, OPTIONS, { none: empty('It has no options.') }),
      '',
      ui`<a href=${to(['definitions', pack, 'try'], { feed: name })}>try it</a>`,
    ),
  )}
</div>`;
