import type { AttributeView } from '../../../store/views/object-parts.ts';
import type { ObjectView } from '../../../store/views/object-view.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { nameOfObject } from '../../lab/shown-object.ts';
import type { Change } from '../changes/change.ts';
import type { ChangeId } from '../changes/change-kinds.ts';
import { type Hidden, SENSITIVE } from './hide.ts';
import type { Pair, Pairing } from './pair-objects.ts';
import { relationChanges } from './relation-changes.ts';

/** What objects have become. */
export const objectChanges = (pairing: Pairing, of: string, hidden: Hidden): readonly Change[] => {
  const { same, other, gone, fresh } = pairing;
  const change = (id: ChangeId, what: string, texts: Pick<Change, 'where' | 'before' | 'after'>): Change => ({
    id,
    of,
    what,
    where: hidden.maybe(texts.where),
    before: hidden.maybe(texts.before),
    after: hidden.maybe(texts.after),
  });
  const none = { where: undefined, before: undefined, after: undefined };
  return [
    ...other.map(({ before, after }) =>
      change('object.identity', before.type, { ...none, before: nameOf(before), after: nameOf(after) }),
    ),
    ...gone.map((one) => change('object.gone', one.type, { ...none, before: nameOf(one) })),
    ...fresh.map((one) => change('object.new', one.type, { ...none, after: nameOf(one) })),
    ...[...same, ...alone(other)].flatMap((pair) =>
      [...fieldChanges(pair), ...attributeChanges(pair, hidden)].map(({ id, what, before, after }) =>
        change(id, what, { where: nameOf(pair.after), before, after }),
      ),
    ),
    ...relationChanges(pairing).map(({ id, what, where, before, after }) =>
      change(id, what, { where: nameOf(where), before, after }),
    ),
  ];
};

/** `indicator (FQDN): login.example`. */
export const nameOf = ({ type, subtype, value, identity }: ObjectView): string =>
  // Where something else makes it the same one, a reader sees both.
  `${nameOfObject({ type, value, ...(subtype === '' ? {} : { subtype }) })}${identity === undefined ? '' : ` ${JSON.stringify(identity)}`}`;

/** Of objects that several have become, or that have become several, nothing else can be compared. */
const alone = (pairs: readonly Pair[]): readonly Pair[] => {
  const times = Map.groupBy(
    pairs.flatMap(({ before, after }) => [before, after]),
    (one) => one,
  );
  return pairs.filter(({ before, after }) => times.get(before)?.length === 1 && times.get(after)?.length === 1);
};

type Difference = Pick<Change, 'id' | 'what' | 'before' | 'after'>;

const fieldChanges = ({ before, after }: Pair): readonly Difference[] => {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  // Another value of another object is what its identity says.
  const names = Object.keys(was).filter((name) => name !== 'value' || before.identity !== undefined);
  return names.flatMap((what): readonly Difference[] => {
    const [old, one] = [was[what], is[what]];
    if (old === one) return [];
    const id = old === undefined ? 'field.new' : one === undefined ? 'field.gone' : 'field.changed';
    return [{ id, what, before: old, after: one }];
  });
};

const fieldsOf = (view: ObjectView): Readonly<Record<string, string | undefined>> => ({
  value: view.value,
  ...Object.fromEntries(OBJECT_FIELDS.map(({ column }) => [column, view[column] ?? undefined])),
  tags: view.tags.length === 0 ? undefined : view.tags.join(', '),
  file: view.content === undefined ? undefined : JSON.stringify(view.content),
});

const attributeChanges = ({ before, after }: Pair, hidden: Hidden): readonly Difference[] => {
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((what): readonly Difference[] => {
    const [olds, news] = [was.get(what) ?? [], is.get(what) ?? []];
    const [oldOnly, newOnly] = [notAmong(olds, news), notAmong(news, olds)];
    const shown = (values: readonly string[]): string | undefined =>
      values.length === 0 ? undefined : hidden.isSensitive(what) ? SENSITIVE : values.map(hidden.text).join(', ');
    if (oldOnly.length + newOnly.length > 0) {
      const id = olds.length === 0 ? 'attribute.new' : news.length === 0 ? 'attribute.gone' : 'attribute.changed';
      return [{ id, what, before: shown(oldOnly), after: shown(newOnly) }];
    }
    const [wasSensitive, isSensitive] = [olds.some(isMarked), news.some(isMarked)];
    if (wasSensitive === isSensitive) return [];
    const mark = (sensitive: boolean): string => (sensitive ? 'sensitive' : 'not sensitive');
    return [{ id: 'attribute.sensitive', what, before: mark(wasSensitive), after: mark(isSensitive) }];
  });
};

const byName = ({ attributes }: ObjectView): Map<string, AttributeView[]> => Map.groupBy(attributes, ({ name }) => name);

const isMarked = ({ sensitive }: AttributeView): boolean => sensitive === true;

const notAmong = (some: readonly AttributeView[], others: readonly AttributeView[]): readonly string[] =>
  some.map(({ value }) => value).filter((value) => !others.some((one) => one.value === value));
