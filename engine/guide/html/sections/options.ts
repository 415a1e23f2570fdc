/** Tables of options: of the pack, a feed, an action's run. */
import type { Guide, OptionRow } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { html, joined, prose, type Markup, type Part } from '../markup.ts';
import { bullets, cell } from './cell.ts';
import { linkTo, type Section } from './section.ts';

export const configuration = (guide: Guide, anchors: Anchors): readonly Section[] => {
  // Those of an action's run stand with the action.
  const tables = Object.entries(guide.configuration).filter(([name, rows]) => rows.length > 0 && !(name in guide.actions));
  if (tables.length === 0) return [];
  const id = anchors('configuration');
  const titleOf = (name: string): string => guide.feeds[name]?.title ?? name;
  const both = Object.keys(guide.feeds).length > 0 && Object.keys(guide.actions).length > 0;
  const all = both ? 'Every feed and action' : Object.keys(guide.actions).length > 0 ? 'Every action' : 'Every feed';
  return [
    {
      id,
      title: 'Configuration',
      body: [],
      sections: tables.map(([name, rows]) => ({
        id: anchors('configuration', name),
        title: name === 'pack' ? all : titleOf(name),
        body: [optionTable(rows, { anchors, scope: ['configuration', name] })],
        sections: [],
      })),
    },
  ];
};

interface Where {
  readonly anchors: Anchors;
  readonly scope: readonly string[];
}

export const optionTable = (rows: readonly OptionRow[], { anchors, scope }: Where): Markup => {
  const hasChoices = rows.some(({ choices }) => choices.length > 0);
  return html` <table class="options">
    <thead>
      <tr>
        <th scope="col" class="field">Field</th>
        <th scope="col" class="description">Description</th>
        <th scope="col">Default</th>
        ${hasChoices && html`<th scope="col">Choices</th>`}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => optionRow(row, anchors(...scope, row.name), hasChoices))}
    </tbody>
  </table>`;
};

const optionRow = (row: OptionRow, id: string, hasChoices: boolean): Markup =>
  html` <tr id="${id}" data-unit>
    <th scope="row" class="field">
      <span class="key">${row.label}</span>${linkTo(id, row.label)}<small><code>${row.name}</code> · ${row.type}</small
      >${chips(row)}
    </th>
    <td class="description">${description(row)}</td>
    ${cell('default', 'Default', defaultOf(row))} ${hasChoices && cell('choices', 'Choices', bullets(row.choices.map(choice)))}
  </tr>`;

const chips = ({ required, requiredWhen, advanced }: OptionRow): Markup | false => {
  const must = required && requiredWhen === null;
  if (!must && !advanced) return false;
  return html`<span class="chips"
    >${must && html`<span class="chip must">required</span>`}${advanced && html`<span class="chip">advanced</span>`}</span
  >`;
};

const description = ({ description: text, limits, requiredWhen }: OptionRow): Markup => {
  const more = [...limits, ...(requiredWhen === null ? [] : [`required ${requiredWhen}`])];
  return html`${text !== null && prose(text)}${more.length > 0 && html`<small class="more">${joined(more.map(prose), '; ')}</small>`}`;
};

const defaultOf = ({ default: value }: OptionRow): Part => {
  if (value === null) return false;
  return typeof value === 'string' ? html`<code>${value}</code>` : bullets(value.map((one) => html`<code>${one}</code>`));
};

const choice = ({ value, label }: OptionRow['choices'][number]): Markup =>
  html`<code>${value}</code>${label !== value && html` <span class="quiet">${label}</span>`}`;
