import type { AttributeView, ObjectDetail, ObjectKey, Revealed } from '../../../serve/contract/objects.ts';
import { ask, attempt, h, many, plain, size, to, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import {
  answered,
  badge,
  button,
  col,
  empty,
  head,
  icon,
  legible,
  pairs,
  plainly,
  section,
  table,
  time,
  value,
} from '../../parts.ts';
import { Graph } from './graph.ts';
import { objectHref, typeOf } from './objects.ts';

const attributeValue = ({ name, value: shown, sensitive }: AttributeView, revealed: Revealed | undefined): Piece => {
  if (!sensitive) return value(shown ?? '', 300);
  const known = revealed?.attributes.filter((one) => one.name === name) ?? [];
  return known.length === 0
    ? ui`<span class="hidden-value">hidden</span>`
    : known.map((one) => ui`<div>${value(one.value, 300)}</div>`);
};

/** Those that are hidden once each, whatever number of values there is. */
const distinct = (all: readonly AttributeView[]): readonly AttributeView[] =>
  all.filter((one, index) => !one.sensitive || all.findIndex(({ name, sensitive }) => sensitive && name === one.name) === index);

const Attributes = ({ object, asked }: { readonly object: ObjectDetail; readonly asked: ObjectKey }): Piece => {
  const revealed = useSignal<Revealed | undefined>(undefined);
  const isHiding = object.attributes.some(({ sensitive }) => sensitive) && revealed.value === undefined;
  const reveal = async (): Promise<void> => {
    revealed.value = await attempt(() => ask('POST /api/object/reveal', { body: asked }));
  };
  return section(
    {
      title: 'Attributes',
      kind: 'flush',
      says: isHiding && 'Some are sensitive. That you ask for them is written down.',
      acts: isHiding && button('Show sensitive values', { icon: 'eye', role: 'operator' }, reveal),
    },
    object.attributes.length === 0
      ? empty('It has none.')
      : table(
          'Attributes',
          distinct(object.attributes),
          [
            col.text('Name', ({ name, sensitive }) => ui`${value(name, 60)}${sensitive && ui` ${badge('sensitive', 'warn')}`}`),
            col.wide('Value', (one) => attributeValue(one, revealed.value)),
            col.text('Said by', ({ sources }) => sources.map((one) => ui`<div>${value(one, 60)}</div>`)),
          ],
          ({ name, value: one, sources }) => `${name} ${one} ${sources.join()}`,
        ),
  );
};

const content = ({ content: file, value: name }: ObjectDetail): Piece => {
  if (file === null) return null;
  if ('wanted' in file)
    return section({ title: 'Attachment' }, empty('It has not been fetched yet.', 'The next run of its feed asks for it.'));
  const href = `/api/attachments/${encodeURIComponent(file.sha256)}?${new URLSearchParams({ name: plainly(name).slice(0, 120) })}`;
  return section(
    { title: 'Attachment', says: 'It is never opened here: what a feed brings may be hostile.' },
    ui`<div>${pairs([
      ['Size', size(file.size)],
      ['Said to be', legible(file.media_type ?? 'not said')],
      ['SHA-256', ui`<code class="hash">${file.sha256}</code>`],
    ])}<p><a class="button" href=${href} download>${icon('file')}<span>Download</span></a></p></div>`,
  );
};

const facts = (object: ObjectDetail): Piece =>
  pairs([
    ['Type', typeOf(object)],
    ['Status', object.status === null ? '–' : badge(object.status)],
    ['Published', time(object.published_at)],
    ['Expires', time(object.expires_at, 'pair', 'never')],
    ['Sources', object.sources.map((one) => ui`<div>${value(one, 60)}</div>`)],
    object.tags.length > 0 && [
      'Tags',
      ui`<span class="tags">${object.tags.map((one) => ui`<a class="badge calm" href=${to(['objects'], { tag: one })}>${legible(one)}</a> `)}</span>`,
    ],
    object.description !== null && ['Description', value(object.description, 400)],
    ...Object.entries(object.fields)
      .filter(([, one]) => one !== '')
      .map(([name, one]) => [plain(name), /^\d{4}-\d\d-\d\dT/.test(one) ? time(one) : value(one, 300)] as const),
  ]);

const related = ({ related: all }: ObjectDetail): Piece =>
  all.length === 0
    ? empty('It is related to nothing.')
    : table(
        'Related objects',
        all,
        [
          col.text(
            'Relation',
            ({ as, direction }) =>
              ui`<span class="arrow">${direction === 'outgoing' ? '→' : '←'}</span> ${legible(as ?? 'related')}`,
          ),
          col.wide('Object', ({ to: other }) => ui`<a href=${objectHref(other)}>${value(other.value, 80)}</a>`),
          col.text('Type', ({ to: other }) => typeOf(other)),
        ],
        ({ as, direction, to: other }) => `${direction} ${as} ${objectHref(other)}`,
      );

const history = ({ history: all }: ObjectDetail): Piece =>
  all.length === 0
    ? empty('Nothing is known of its past.', 'The store keeps changes as long as retention says.')
    : ui`<ol class="history">${all.map(
        ({ at, what, source, run }) => ui`<li>${time(at)}<div><p>${value(what, 300)}</p>
          <p class="sub">${source && value(source, 60)}${run && ui` <a href=${to(['runs', run])}>its run</a>`}</p></div></li>`,
      )}</ol>`;

const shown = (object: ObjectDetail, asked: ObjectKey): Piece => ui`<div class="columns">
  <div>
    ${h(Attributes, { object, asked })}
    ${section({ title: 'Relations', says: object.related.length > 0 && many(object.related.length, 'object'), kind: 'flush' }, ui`<div>${object.related.length > 0 && h(Graph, { object })}${related(object)}</div>`)}
  </div>
  <div>
    ${section({ title: 'What it is' }, facts(object))}
    ${content(object)}
    ${section({ title: 'History' }, history(object))}
  </div>
</div>`;

export const OneObject = ({ query }: { readonly query: Readonly<Record<string, string>> }): Piece => {
  const { type = '', subtype = '', value: named = '', identity } = query;
  const asked: ObjectKey = { type, subtype, value: named, ...(identity === undefined ? {} : { identity }) };
  const answer = useAnswer('GET /api/object', { query: asked });
  return ui`${head({
    title: plainly(named).slice(0, 80),
    shown: value(named, 200),
    above: ['Objects', to(['objects'])],
    says: typeOf({ type, subtype }),
    acts: ui`<a class="button" href=${to(['actions'], { type, object: `${type}:${named}` })}>${icon('actions')}<span>Actions</span></a>`,
  })}
  ${answered(answer, (object) => shown(object, asked))}`;
};
