import type { ObjectView, RelatedView } from '../../../store/views/object-view.ts';
import type { Change } from '../changes/change.ts';
import type { Pairing } from './pair-objects.ts';
import { objectKey } from './records-seen.ts';

interface RelationChange extends Pick<Change, 'id' | 'what' | 'before' | 'after'> {
  readonly where: ObjectView;
}

/**
 * Relations that have come or gone between objects that both stores have; those of an object that is gone itself need not be told. An
 * object that is another one now keeps its relations: they are looked for under what it has become.
 */
export const relationChanges = ({ same, other }: Pairing): readonly RelationChange[] => {
  const pairs = [...same, ...other];
  const became = new Map(
    [...Map.groupBy(pairs, ({ before }) => objectKey(before))].map(([key, all]) => [
      key,
      all.map(({ after }) => objectKey(after)),
    ]),
  );
  const paired = new Set([...became.values()].flat());
  const olds = relationsOf(pairs.map(({ before }) => before));
  const news = relationsOf(pairs.map(({ after }) => after));
  const later = ({ from, to, as }: Relation): readonly string[] =>
    (became.get(from) ?? []).flatMap((one) => (became.get(to) ?? []).map((another) => nameOf(one, another, as)));
  const known = new Set([...olds.values()].flatMap(later));
  return [
    ...[...olds.values()]
      .filter((one) => later(one).length > 0 && !later(one).some((name) => news.has(name)))
      .map(({ where, relation }) => change('relation.gone', where, relation, shown(relation), undefined)),
    ...[...news]
      .filter(([name, { from, to }]) => paired.has(from) && paired.has(to) && !known.has(name))
      .map(([, { where, relation }]) => change('relation.new', where, relation, undefined, shown(relation))),
  ];
};

const change = (
  id: RelationChange['id'],
  where: ObjectView,
  { to: { type } }: RelatedView,
  before: string | undefined,
  after: string | undefined,
): RelationChange => ({ id, where, what: type, before, after });

interface Relation {
  /** Names of the two ends, as `objectKey` gives them. */
  readonly from: string;
  readonly to: string;
  readonly as: string | undefined;
  readonly where: ObjectView;
  readonly relation: RelatedView;
}

/** Each relation once: both ends know it. */
const relationsOf = (views: readonly ObjectView[]): ReadonlyMap<string, Relation> =>
  new Map(
    views.flatMap((where) =>
      where.related
        .filter(({ direction }) => direction === 'outgoing')
        .map((relation): [string, Relation] => {
          const [from, to] = [objectKey(where), objectKey(relation.to)];
          return [nameOf(from, to, relation.as), { from, to, as: relation.as, where, relation }];
        }),
    ),
  );

/** Of a relation without a name no end comes first. */
const nameOf = (from: string, to: string, as: string | undefined): string =>
  JSON.stringify(as === undefined ? [from, to].toSorted() : [from, to, as]);

const shown = ({ as, to: { type, subtype, value } }: RelatedView): string =>
  `${as === undefined ? '' : `(${as}) `}${type}${subtype === '' ? '' : ` (${subtype})`}: ${value}`;
