import type { ObjectBrief, ObjectsQuery, ObjectsView } from '../../../serve/contract/objects.ts';
import { ask, attempt, count, location, many, refine, to, ui, useAnswer, useEffect, useSignal, type Piece } from '../../base.ts';
import {
  answered,
  badge,
  brief,
  button,
  choice,
  col,
  empty,
  filters,
  head,
  searchField,
  table,
  time,
  value,
  type Column,
} from '../../parts.ts';

interface Key {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly identity: readonly unknown[] | null;
}

export const objectHref = ({ type, subtype, value: named, identity }: Key): string =>
  to(['object'], { type, subtype, value: named, identity: identity === null ? undefined : JSON.stringify(identity) });

export const typeOf = ({ type, subtype }: Pick<Key, 'type' | 'subtype'>): string =>
  subtype === '' ? type : `${type} (${subtype})`;

const MOST_ATTRIBUTES = 3;

const attributes = ({ attributes: all }: ObjectBrief): Piece => ui`<ul class="attributes">
  ${all.slice(0, MOST_ATTRIBUTES).map(({ name, value: one, sensitive }) => ui`<li><span>${value(name, 40)}</span> ${sensitive ? ui`<i class="none">hidden</i>` : brief(one ?? '', 40)}</li>`)}
  ${all.length > MOST_ATTRIBUTES && ui`<li class="none">and ${count(all.length - MOST_ATTRIBUTES)} more</li>`}
</ul>`;

const COLUMNS: readonly Column<ObjectBrief>[] = [
  col.wide(
    'Object',
    (object) => ui`<div class="stack">
    <a class="strong" href=${objectHref(object)}>${brief(object.value, 90)}</a>
    <span class="sub">${typeOf(object)}${object.tags.length > 0 && ` · ${object.tags.slice(0, 4).join(', ')}`}</span>
  </div>`,
  ),
  col.text('Status', ({ status }) => (status === null ? '–' : badge(status))),
  col.text('Published', ({ published_at }) => time(published_at)),
  col.text('Expires', ({ expires_at }) => time(expires_at, 'pair', 'never')),
  col.text('Sources', ({ sources }) => ui`<ul class="attributes">${sources.map((one) => ui`<li>${value(one, 40)}</li>`)}</ul>`),
  col.text('Attributes', attributes),
];

const FILTERS = ['text', 'type', 'subtype', 'source', 'status', 'attribute', 'tag', 'since'] as const;

const chosen = (): ObjectsQuery =>
  Object.fromEntries(FILTERS.flatMap((name) => (location.value.query[name] ? [[name, location.value.query[name]]] : [])));

const narrowed = (data: ObjectsView | undefined): Piece => {
  const { type = '', subtype = '', source = '', status = '' } = location.value.query;
  const types = (data?.types ?? []).map(
    (one) => [JSON.stringify([one.type, one.subtype]), `${typeOf(one)} – ${count(one.count)}`] as const,
  );
  const any = ['', 'any'] as const;
  const pairs = (all: readonly string[]): readonly (readonly [string, string])[] => [
    any,
    ...all.map((one) => [one, one] as const),
  ];
  return filters(
    searchField('text', 'Value contains', 'example.com'),
    choice('Type', [any, ...types], type === '' ? '' : JSON.stringify([type, subtype]), (key) => {
      const [one = '', two = ''] = key === '' ? [] : (JSON.parse(key) as string[]);
      refine({ type: one, subtype: two });
    }),
    choice('Source', pairs(data?.sources ?? []), source, (key) => refine({ source: key })),
    choice('Status', pairs(['Active', 'Expired', 'Withdrawn', 'Inactive']), status, (key) => refine({ status: key })),
    searchField('attribute', 'Attribute', 'Score or Score=91', 'other'),
    searchField('tag', 'Tag', 'phishing', 'other'),
    searchField('since', 'Changed since', 'P7D or 2026-01-01', 'other'),
  );
};

export const Objects = (): Piece => {
  const query = chosen();
  const key = JSON.stringify(query);
  const answer = useAnswer('GET /api/objects', { query });
  const more = useSignal<
    { readonly key: string; readonly objects: readonly ObjectBrief[]; readonly next: string | null } | undefined
  >(undefined);
  useEffect(() => {
    more.value = undefined;
  }, [key]);
  const next = more.value === undefined ? (answer.data.value?.next ?? null) : more.value.next;
  const goOn = async (): Promise<void> => {
    if (next === null) return;
    const page = await attempt(() => ask('GET /api/objects', { query: { ...query, after: next } }));
    if (page !== undefined) more.value = { key, objects: [...(more.value?.objects ?? []), ...page.objects], next: page.next };
  };
  return ui`${head({ title: 'Objects', says: 'What the feeds have brought, as the store has it.' })}
  ${narrowed(answer.data.value)}
  ${answered(answer, ({ objects: first, types }) => {
    const all = [...first, ...(more.value?.objects ?? [])];
    if (all.length === 0)
      return types.length === 0
        ? empty('The store has no object yet.', ui`<a href="#/feeds">Run a feed</a>: what it brings shows here.`)
        : empty('No object is like that.', ui`Take a filter away, or <a href="#/objects">show all</a>.`);
    return ui`<div>
      <p class="says" role="status">${next === null ? many(all.length, 'object') : `The first ${many(all.length, 'object')}; there are more.`}</p>
      ${table('Objects', all, COLUMNS, (object) => objectHref(object))}
      ${next !== null && ui`<p class="more">${button('Show more', {}, goOn)}</p>`}
    </div>`;
  })}`;
};
