import type { DefinitionBrief } from '../../../serve/contract/definitions.ts';
import { ask, location, many, note, to, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, button, empty, filters, findings, head, searchField, section } from '../../parts.ts';
import { badge, legible, stack, table, time, value, type Columns } from '../../shown.ts';

export const standing = ({ errors, warnings, is_old }: DefinitionBrief): Piece => ui`<span>
  ${errors > 0 && badge(many(errors, 'error'), 'bad')} ${warnings > 0 && badge(many(warnings, 'warning'), 'warn')}
  ${errors + warnings === 0 && badge('no findings', 'good')} ${is_old && ui`<span class="sub">the one before is used</span>`}
</span>`;

const COLUMNS: Columns<DefinitionBrief> = {
  Pack: ({ pack, title, file }) =>
    stack(ui`<a class="strong" href=${to(['definitions', pack])}>${value(title)}</a>`, ui`<code>${legible(file)}</code>`),
  Version: ({ version }) => value(version, 20),
  Findings: standing,
  Feeds: ({ feeds }) => feeds.length,
  Actions: ({ actions }) => actions.length,
};

const NOTHING = empty(
  'There is no definition yet.',
  ui`Make one of a sample of the vendor's answer: <code>feedwright new sample.json</code>, or begin with <code>feedwright init</code>.`,
);

export const Definitions = (): Piece => {
  const answer = useAnswer('GET /api/definitions', {}, { on: ['definitions'] });
  const { text = '' } = location.value.query;
  const reload = async (): Promise<void> => {
    await ask('POST /api/reload');
    note('good', 'Definitions and configuration were read anew.');
    answer.again();
  };
  const mark = ({ errors }: DefinitionBrief): string | false => errors > 0 && 'urgent';
  return ui`${head('Definitions', {
    says: answer.data && ui`Read ${time(answer.data.loaded_at, 'line')}; what is saved is taken up by itself.`,
    acts: button('Read them anew', { role: 'operator' }, reload),
  })}
  ${answered(answer, ({ definitions, configuration: { file, findings: found, is_old } }) => {
    const names = ({ title, pack, file: of }: DefinitionBrief): string => `${title} ${pack} ${of}`.toLowerCase();
    const shown = definitions.filter((one) => names(one).includes(text.toLowerCase()));
    const none = definitions.length === 0 ? NOTHING : empty('No definition is called that.');
    const says = ui`<p class="says" role="status">${many(shown.length, 'definition')}${file && ui`, configured by <code>${legible(file)}</code>`}</p>`;
    return ui`<div>
      ${found.length > 0 && section('Findings in the configuration', findings(found), is_old && 'The one before is used until they are gone.')}
      ${filters(searchField('text', 'Search', 'Name or file', 'live'), says)}
      ${table('Definitions', shown, ({ file: of }) => of, COLUMNS, { wide: 'Pack', none, mark })}
    </div>`;
  })}`;
};
