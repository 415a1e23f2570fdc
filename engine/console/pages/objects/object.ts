import type { AttributeView, ObjectDetail, ObjectEventView, ObjectKey, Revealed } from '../../../serve/contract/objects.ts';
import { ask, attempt, h, many, plain, size, to, ui, useAnswer, useSignal, type Piece } from '../../base.ts';
import { answered, button, empty, head, section } from '../../parts.ts';
import { badge, icon, legible, pairs, plainly, table, time, value, type Columns } from '../../shown.ts';
import { changesOf } from '../runs/review.ts';
import { Graph } from './graph.ts';
import { objectHref, typeOf } from './objects.ts';

const attributeValue = ({ name, value: shown, sensitive }: AttributeView, revealed: Revealed | undefined): Piece => {
  if (!sensitive) return value(shown ?? '', 300);
  const known = revealed?.attributes.filter((one) => one.name === name) ?? [];
  if (known.length === 0) return ui`<span class="hidden-value">hidden</span>`;
  return known.map((one) => ui`<div>${value(one.value, 300)}</div>`);
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
  const columns: Columns<AttributeView> = {
    Name: ({ name, sensitive }) => ui`${value(name, 60)}${sensitive && ui` ${badge('sensitive', 'warn')}`}`,
    Value: (one) => attributeValue(one, revealed.value),
    'Said by': ({ sources }) => sources.map((one) => ui`<div>${value(one, 60)}</div>`),
  };
  const keyOf = ({ name, value: one, sources }: AttributeView): string => `${name} ${one} ${sources.join()}`;
  const list = table('Attributes', distinct(object.attributes), keyOf, columns, { wide: 'Value', none: empty('It has none.') });
  const act = isHiding && button('Show sensitive values', { icon: 'eye', role: 'operator' }, reveal);
  return section('Attributes', list, isHiding && 'Some are sensitive. That you ask for them is written down.', act);
};

const content = ({ content: file, value: name }: ObjectDetail): Piece => {
  if (file === null) return null;
  const next = 'The next run of its feed asks for it.';
  if ('wanted' in file) return section('Attachment', empty('It has not been fetched yet.', next));
  const href = `/api/attachments/${encodeURIComponent(file.sha256)}?${new URLSearchParams({ name: plainly(name).slice(0, 120) })}`;
  const told = pairs([
    ['Size', size(file.size)],
    ['Said to be', legible(file.media_type ?? 'not said')],
    ['SHA-256', ui`<code class="hash">${file.sha256}</code>`],
  ]);
  const body = ui`<div>${told}<p><a class="button" href=${href} download>${icon('file')}<span>Download</span></a></p></div>`;
  return section('Attachment', body, 'It is never opened here: what a feed brings may be hostile.');
};

const facts = (object: ObjectDetail): Piece => {
  const fields = Object.entries(object.fields).filter(([, one]) => one !== '');
  const tags = object.tags.map((one) => ui`<a class="badge calm" href=${to(['objects'], { tag: one })}>${legible(one)}</a> `);
  return pairs([
    ['Type', typeOf(object)],
    ['Status', object.status === null ? '–' : badge(object.status)],
    ['Published', time(object.published_at)],
    ['Expires', time(object.expires_at, 'pair', 'never')],
    ['Sources', object.sources.map((one) => ui`<div>${value(one, 60)}</div>`)],
    tags.length > 0 && ['Tags', tags],
    object.description !== null && ['Description', value(object.description, 400)],
    ...fields.map(([name, one]) => [plain(name), /^\d{4}-\d\d-\d\dT/.test(one) ? time(one) : value(one, 300)] as const),
  ]);
};

const RELATED: Columns<ObjectDetail['related'][number]> = {
  Relation: ({ as, direction }) =>
    ui`<span class="none">${direction === 'outgoing' ? '→' : '←'}</span> ${legible(as ?? 'related')}`,
  Object: ({ to: other }) => ui`<a href=${objectHref(other)}>${value(other.value, 80)}</a>`,
  Type: ({ to: other }) => typeOf(other),
};

const related = (object: ObjectDetail): Piece => {
  const { related: all } = object;
  const keyOf = ({ as, direction, to: other }: (typeof all)[number]): string => `${direction} ${as} ${objectHref(other)}`;
  const list = table('Related objects', all, keyOf, RELATED, { wide: 'Object', none: empty('It is related to nothing.') });
  const body = all.length > 0 ? ui`<div>${h(Graph, { object })}${list}</div>` : list;
  return section('Relations', body, all.length > 0 && many(all.length, 'object'));
};

const event = ({ at, what, source, run, changes }: ObjectEventView): Piece => ui`<li>${time(at)}<div>
  <p>${value(what, 300)}</p>${changesOf(changes)}<p class="sub">${source && value(source, 80)}${run && ui` <a href=${to(['runs', run])}>its run</a>`}</p>
</div></li>`;

const history = ({ history: all }: ObjectDetail): Piece => {
  const none = empty('Nothing is known of its past.', 'The store keeps changes as long as retention says.');
  return section('History', all.length === 0 ? none : ui`<ol class="history">${all.map(event)}</ol>`);
};

const shown = (object: ObjectDetail, asked: ObjectKey): Piece => ui`<div class="columns">
  <div>${h(Attributes, { object, asked })}${related(object)}</div>
  <div>${section('What it is', facts(object))}${content(object)}${history(object)}</div>
</div>`;

export const OneObject = ({ query }: { readonly query: Readonly<Record<string, string>> }): Piece => {
  const { type = '', subtype = '', value: named = '', identity } = query;
  const asked: ObjectKey = { type, subtype, value: named, ...(identity === undefined ? {} : { identity }) };
  const answer = useAnswer('GET /api/object', { query: asked });
  const href = to(['actions'], { type, object: `${type}:${named}` });
  return ui`${head(plainly(named).slice(0, 80), {
    shown: value(named, 200),
    above: ['Objects', to(['objects'])],
    says: typeOf({ type, subtype }),
    acts: ui`<a class="button" href=${href}>${icon('actions')}<span>Actions</span></a>`,
  })}
  ${answered(answer, (object) => shown(object, asked))}`;
};
