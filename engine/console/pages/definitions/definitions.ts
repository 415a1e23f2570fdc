import type { DefinitionBrief } from '../../../serve/contract/definitions.ts';
import { ask, count, location, many, note, to, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, badge, button, col, empty, filters, findings, head, legible, searchField, section, table, time, value, type Column } from '../../parts.ts';

export const standing = ({ errors, warnings, is_old }: DefinitionBrief): Piece => ui`<span>
  ${errors + warnings === 0 ? badge('no findings', 'good') : ui`${errors > 0 && badge(many(errors, 'error'), 'bad')} ${warnings > 0 && badge(many(warnings, 'warning'), 'warn')}`}
  ${is_old && ui` <span class="sub">the one before is used</span>`}
</span>`;

const COLUMNS: readonly Column<DefinitionBrief>[] = [
  col.wide('Pack', ({ pack, title, file }) => ui`<div class="stack"><a class="strong" href=${to(['definitions', pack])}>${value(title)}</a><span class="sub"><code>${legible(file)}</code></span></div>`),
  col.text('Version', ({ version }) => value(version, 20)),
  col.text('Findings', standing),
  col.number('Feeds', ({ feeds }) => count(feeds.length)),
  col.number('Actions', ({ actions }) => count(actions.length)),
];

export const Definitions = (): Piece => {
  const answer = useAnswer('GET /api/definitions', {}, { on: ['definitions'] });
  const { text = '' } = location.value.query;
  const reload = async (): Promise<void> => {
    await ask('POST /api/reload');
    note('good', 'Definitions and configuration were read anew.');
    answer.again();
  };
  return ui`${head({
    title: 'Definitions',
    says: answer.data.value && ui`Read ${time(answer.data.value.loaded_at, 'line')}; what is saved is taken up by itself.`,
    acts: button('Read them anew', { role: 'operator' }, reload),
  })}
  ${answered(answer, ({ definitions, configuration }) => {
    const found = definitions.filter(({ title, pack, file }) => `${title} ${pack} ${file}`.toLowerCase().includes(text.toLowerCase()));
    return ui`<div>
      ${configuration.findings.length > 0 && section(
        { title: 'Findings in the configuration', says: configuration.is_old && 'The one before is used until they are gone.' },
        findings(configuration.findings),
      )}
      ${filters(searchField('text', 'Search', 'Name or file', 'live'), ui`<p class="says" role="status">${many(found.length, 'definition')}${configuration.file && ui`, configured by <code>${legible(configuration.file)}</code>`}</p>`)}
      ${definitions.length === 0
        ? empty('There is no definition yet.', ui`Make one of a sample of the vendor's answer: <code>feedwright new sample.json</code>, or begin with <code>feedwright init</code>.`)
        : found.length === 0 ? empty('No definition is called that.') : table('Definitions', found, COLUMNS, ({ file }) => file, ({ errors }) => (errors > 0 ? 'urgent' : undefined))}
    </div>`;
  })}`;
};
