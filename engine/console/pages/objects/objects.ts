import type { ObjectBrief, ObjectsQuery, ObjectsView } from '../../../serve/contract/objects.ts';
import {
  ask,
  attempt,
  count,
  dotted,
  location,
  many,
  refine,
  to,
  ui,
  useAnswer,
  useEffect,
  useSignal,
  type Piece,
} from '../../base.ts';
import { answered, choice, empty, filters, head, more, searchField } from '../../parts.ts';
import { badge, brief, stack, table, time, value, type Columns } from '../../shown.ts';

type Key = Pick<ObjectBrief, 'type' | 'subtype' | 'value' | 'identity'>;

export const objectHref = ({ type, subtype, value: named, identity }: Key): string =>
  to(['object'], { type, subtype, value: named, identity: identity === null ? undefined : JSON.stringify(identity) });

export const typeOf = ({ type, subtype }: Pick<Key, 'type' | 'subtype'>): string =>
  subtype === '' ? type : `${type} (${subtype})`;

export const objectLink = (key: Key, ...said: readonly string[]): Piece =>
  stack(ui`<a class="strong" href=${objectHref(key)}>${brief(key.value, 90)}</a>`, dotted(typeOf(key), ...said));

const MOST_ATTRIBUTES = 3;

const attributes = ({ attributes: all }: ObjectBrief): Piece => ui`<ul class="attributes">
  ${all.slice(0, MOST_ATTRIBUTES).map(({ name, value: one, sensitive }) => ui`<li><span>${value(name, 40)}</span> ${sensitive ? ui`<i class="none">hidden</i>` : brief(one ?? '', 40)}</li>`)}
  ${all.length > MOST_ATTRIBUTES && ui`<li class="none">and ${count(all.length - MOST_ATTRIBUTES)} more</li>`}
</ul>`;

const COLUMNS: Columns<ObjectBrief> = {
  Object: (object) => objectLink(object, object.tags.slice(0, 4).join(', ')),
  Status: ({ status }) => status && badge(status),
  Published: ({ published_at }) => time(published_at),
  Expires: ({ expires_at }) => time(expires_at, 'pair', 'never'),
  Sources: ({ sources }) => ui`<ul class="attributes">${sources.map((one) => ui`<li>${value(one, 40)}</li>`)}</ul>`,
  Attributes: attributes,
};

const FILTERS = ['text', 'type', 'subtype', 'source', 'status', 'attribute', 'tag', 'since'] as const;

const chosen = (): ObjectsQuery =>
  Object.fromEntries(FILTERS.map((name) => [name, location.value.query[name] ?? '']).filter(([, one]) => one !== ''));

const narrowed = (data: ObjectsView | undefined): Piece => {
  const { type = '', subtype = '', source = '', status = '' } = location.value.query;
  const any = ['', 'any'] as const;
  const label = (one: ObjectsView['types'][number]): string => `${typeOf(one)} – ${count(one.count)}`;
  const types = data?.types.map((one) => [JSON.stringify([one.type, one.subtype]), label(one)] as const) ?? [];
  const among = (all: readonly string[] = []) => [any, ...all.map((one) => [one, one] as const)];
  const pickType = (key: string): void => {
    const [one = '', two = ''] = key === '' ? [] : (JSON.parse(key) as string[]);
    refine({ type: one, subtype: two });
  };
  return filters(
    searchField('text', 'Value contains', 'example.com'),
    choice('Type', [any, ...types], type === '' ? '' : JSON.stringify([type, subtype]), pickType),
    choice('Source', among(data?.sources), source, (key) => refine({ source: key })),
    choice('Status', among(['Active', 'Expired', 'Withdrawn', 'Inactive']), status, (key) => refine({ status: key })),
    searchField('attribute', 'Attribute', 'Score or Score=91', 'other'),
    searchField('tag', 'Tag', 'phishing', 'other'),
    searchField('since', 'Changed since', 'P7D or 2026-01-01', 'other'),
  );
};

export const Objects = (): Piece => {
  const query = chosen();
  const answer = useAnswer('GET /api/objects', { query });
  const behind = useSignal<Pick<ObjectsView, 'objects' | 'next'> | undefined>(undefined);
  useEffect(() => {
    behind.value = undefined;
  }, [JSON.stringify(query)]);
  const { next = null } = behind.value ?? answer.data ?? {};
  const goOn = async (): Promise<void> => {
    const page = await attempt(() => ask('GET /api/objects', { query: { ...query, after: next ?? '' } }));
    if (page !== undefined) behind.value = { objects: [...(behind.value?.objects ?? []), ...page.objects], next: page.next };
  };
  return ui`${head('Objects', { says: 'What the feeds have brought, as the store has it.' })}
  ${narrowed(answer.data)}
  ${answered(answer, ({ objects: first, types }) => {
    const all = [...first, ...(behind.value?.objects ?? [])];
    if (types.length === 0) return empty('The store has no object yet.', ui`<a href="#/feeds">Run a feed</a>.`);
    if (all.length === 0) return empty('No object is like that.', ui`Take a filter away, or <a href="#/objects">show all</a>.`);
    return ui`<div>
      <p class="says" role="status">${next === null ? many(all.length, 'object') : `The first ${many(all.length, 'object')}; there are more.`}</p>
      ${table('Objects', all, objectHref, COLUMNS, { wide: 'Object' })}${next !== null && more(goOn)}
    </div>`;
  })}`;
};
