/** What of an answer becomes what: the rows of each report entry under its name. Columns without any content are left out. */
import type { MappingRow } from '../../model/guide.ts';
import type { Anchors } from '../anchors.ts';
import { breakable, html, prose, type Markup, type Part } from '../markup.ts';
import { bullets, cell } from './cell.ts';
import { linkTo } from './section.ts';

export interface Mapping {
  readonly feed: string;
  readonly rows: readonly MappingRow[];
  readonly anchors: Anchors;
  /** Of each entry, by its name. */
  readonly places: ReadonlyMap<string, string>;
}

export const mappingTable = ({ feed, rows, anchors, places }: Mapping): Markup => {
  const columns = COLUMNS.filter(({ has }) => rows.some(has));
  const entries = Map.groupBy(rows, ({ entry }) => entry);
  return html` <table class="mapping">
    <thead>
      <tr>
        ${columns.map(({ name, title }) => html`<th scope="col" class="${name}">${title}</th>`)}
      </tr>
    </thead>
    ${[...entries].map(
      ([entry, all]) =>
        html`<tbody>
          <tr class="group" id="${places.get(entry)}">
            <th scope="rowgroup" colspan="${columns.length}">
              ${entry}
              <span class="chip">${all.length === 1 ? '1 row' : `${all.length} rows`}</span
              >${linkTo(places.get(entry) ?? '', entry)}
            </th>
          </tr>
          ${all.map((row) => {
            const id = anchors(feed, entry, row.key ?? row.entity);
            return html`<tr id="${id}" data-unit>
              ${columns.map((column) => (column.name === 'key' ? keyCell(row, id) : cell(column.name, column.title, column.content(row))))}
            </tr> `;
          })}
        </tbody> `,
    )}
  </table>`;
};

interface Column {
  /** Of its class. */
  readonly name: string;
  readonly title: string;
  readonly has: (row: MappingRow) => boolean;
  readonly content: (row: MappingRow) => Part;
}

const keyCell = ({ key, entity }: MappingRow, id: string): Markup => {
  // A field of the object has no name but that of its entity: `Incident.Description`.
  const shown = key ?? entity.split('.').at(-1) ?? entity;
  return html`<th scope="row" class="key">${shown}${linkTo(id, shown)}</th>`;
};

const COLUMNS: readonly Column[] = [
  { name: 'path', title: 'Feed data path', has: () => true, content: ({ path }) => path !== null && breakable(path) },
  { name: 'entity', title: 'Entity', has: () => true, content: ({ entity }) => breakable(entity) },
  { name: 'key', title: 'Type or attribute', has: () => true, content: ({ key }) => key },
  {
    name: 'published',
    title: 'Published date',
    has: ({ published }) => published !== null,
    content: ({ published }) => published !== null && breakable(published),
  },
  { name: 'example', title: 'Example', has: ({ example }) => example !== null, content: ({ example }) => example },
  { name: 'notes', title: 'Notes', has: ({ notes }) => notes.length > 0, content: ({ notes }) => bullets(notes.map(prose)) },
];
