/** Holds a draft against what a person who writes the definition by hand would make of each member of the records. */
import { parse } from 'yaml';

type Tree = Readonly<Record<string, unknown>>;

/** One member of a sample's records, and what a person would make of it. */
export interface Wanted {
  readonly member: string;
  readonly of?: string;
  readonly as?: string;
  readonly attribute?: readonly string[];
  readonly rule?: 'add' | 'update' | 'any';
  readonly from?: { readonly each: string; readonly name: string; readonly value: string };
}

const customTags = ['!expr', '!tmpl'].map((tag) => ({ tag, resolve: (text: string): string => text }));

const tree = (value: unknown): Tree => (typeof value === 'object' && value !== null ? (value as Tree) : {});
const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether an expression, or a tree with some, reads the member. */
const reads = (value: unknown, member: string): boolean => {
  const steps = member.split('.').map((step) => `\`?${escaped(step)}\`?`);
  const path = `${steps.join('\\.')}|\`${escaped(member)}\``;
  return new RegExp(`(?<![\\w.\`$])(?:\\$record\\.)?(?:${path})(?![\\w\`]|\\.\\w)`).test(
    textOf(value).replaceAll(/'[^']*'/g, "''"),
  );
};

const isRightAttribute = (entry: Tree, { member, attribute = [], rule = 'add' }: Wanted): boolean => {
  const all = Object.entries(tree(entry['attributes'])).filter(
    ([name, value]) => name !== 'from' && reads(tree(value)['value'] ?? value, member),
  );
  return (
    all.length > 0 &&
    all.every(([name, value]) => attribute.includes(name) && (rule === 'any' || (tree(value)['rule'] ?? 'add') === rule))
  );
};

const isRightFrom = (entry: Tree, from: Wanted['from']): boolean =>
  [tree(entry['attributes'])['from']].flat().some((one) => textOf(one) === textOf(from));

/** Whether the definition makes of the member what is wanted. */
export const isAsWanted = (definition: string, wanted: Wanted): boolean => {
  const document = tree(parse(definition, { customTags }));
  const endpoint = tree(tree(document['endpoints'])['records']);
  const feed = tree(tree(document['feeds'])['records']);
  const report = tree(feed['report']);
  const entries = Object.values(report)
    .map(tree)
    .filter(({ type }) => type === (wanted.of ?? 'indicator'));
  const { member, as } = wanted;
  if (wanted.attribute !== undefined) {
    const speaking = entries.filter(({ attributes }) => reads(attributes, member));
    return speaking.length > 0 && speaking.every((entry) => isRightAttribute(entry, wanted));
  }
  if (wanted.from !== undefined) return entries.some((entry) => isRightFrom(entry, wanted.from));
  switch (as) {
    case 'nothing':
      return !entries.some((entry) => reads(entry, member));
    case 'key':
      return reads(endpoint['key'], member) || reads(feed['key'], member);
    case 'expand':
      return reads(
        [feed['filters']].flat().map((one) => tree(one)['expand']),
        member,
      );
    case 'paginate':
      return (
        endpoint['paginate'] !== undefined &&
        (reads(endpoint['paginate'], member) || member in tree(tree(endpoint['request'])['query']))
      );
    case 'related':
      return entries.some(({ related }) =>
        [related].flat().some((to) => reads(tree(report[typeof to === 'string' ? to : String(tree(to)['to'])])['each'], member)),
      );
    case 'tags':
      // Of a list of maps the names are read.
      return entries.some(({ tags }) => reads(tags, member) || reads(tags, `${member}.name`));
    default:
      return entries.some((entry) => reads(entry[as ?? ''], member));
  }
};
