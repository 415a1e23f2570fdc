import type { JsonRecord } from '../../../language/basics/json.ts';
import { lastName, valueAt, type Column } from '../../sample/columns.ts';

const dotted = ({ path }: Column): string => path.join('.');
const parent = ({ path }: Column): string => path.slice(0, -1).join('.');

const areEqual = (a: Column, b: Column, records: readonly JsonRecord[]): boolean =>
  records.every((record) => {
    const [one, other] = [valueAt(record, a.path), valueAt(record, b.path)];
    return typeof one === 'string' && one === other;
  });

/** Wherever a record has it, it is the same as the other. */
const repeats = (a: Column, b: Column, records: readonly JsonRecord[]): boolean =>
  records.every((record) => {
    const one = valueAt(record, a.path);
    return one === undefined || one === null || one === '' || one === valueAt(record, b.path);
  });

const flat = ({ path }: Column): string =>
  path
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** Such a name stands for different things at different places. */
const VAGUE = /^(?:value|name|id|type|text|label|title)$/i;

/** The number of something that stands beside it by its name: `type.id` and `type_id` beside `type.name`. */
const isNumberOfNamed = (column: Column, columns: readonly Column[]): boolean => {
  const all = new Set(columns.map(dotted));
  if (!column.values.every((text) => /^\d+$/.test(text))) return false;
  if (lastName(column) === 'id' && column.path.length > 1) return all.has(`${parent(column)}.name`);
  const stem = /^(.+)_id$/.exec(dotted(column))?.[1];
  return stem !== undefined && (all.has(`${stem}.name`) || all.has(`${stem}_name`));
};

/** Members that say nothing that another one does not: what stands for each, by its reason. */
export const saysNothingNew = (columns: readonly Column[], value: Column, records: readonly JsonRecord[]): readonly Column[] => {
  const scalars = columns.filter((column) => column.shape === 'scalar' && column !== value);
  const found = scalars.filter((column, index) => {
    if (/type$/i.test(lastName(column)) && column.values.every((text) => /^(?:indicator|ioc|observable)$/i.test(text)))
      return true;
    if (isNumberOfNamed(column, columns)) return true;
    if (repeats(column, value, records)) return true;
    const earlier = scalars.slice(0, index);
    if (earlier.some((one) => flat(one) === flat(column) && repeats(column, one, records))) return true;
    const before = earlier.filter((one) => lastName(one) === lastName(column));
    return (
      !VAGUE.test(lastName(column)) &&
      column.values.some((text) => /\D/.test(text)) &&
      !column.isFlag &&
      before.some((one) => areEqual(column, one, records))
    );
  });
  return found;
};
