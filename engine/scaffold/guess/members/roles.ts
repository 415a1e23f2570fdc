import { lastName, type Column } from '../../sample/columns.ts';
import { changedOf, expiresOf, publishedOf } from '../dates.ts';
import { listMembersOf, listName } from './list-members.ts';

/** Members that say what an object has beside its value and its attributes. */
export interface Roles {
  readonly published: Column | undefined;
  /** The time of the last change, which a request for what is new goes by. */
  readonly changed: Column | undefined;
  readonly expires: Column | undefined;
  readonly title: Column | undefined;
  readonly description: Column | undefined;
  readonly tags: Column | undefined;
  readonly tlp: Column | undefined;
}

const TLP = /^\s*(?:tlp:?\s*)?(?:red|amber(?:\+strict)?|green|white|clear)\s*$/i;

/** Of members that no map encloses but one that only holds them. */
const isUpper = (column: Column): boolean => listName(column.path).length === 1;

const find = (columns: readonly Column[], patterns: readonly RegExp[]): Column | undefined =>
  patterns
    .map((pattern) => columns.find((column) => pattern.test(listName(column.path).at(-1) ?? '')))
    .find((one) => one !== undefined);

export const rolesOf = (columns: readonly Column[], dates: readonly Column[], value: Column): Roles => {
  const upper = columns.filter((column) => column !== value && isUpper(column));
  const texts = upper.filter(({ shape }) => shape === 'scalar');
  const expires = expiresOf(dates);
  const marks = texts.filter(({ values }) => values.every((text) => TLP.test(text)));
  return {
    published: publishedOf(dates.filter((column) => column !== expires)),
    changed: changedOf(dates),
    expires,
    title: find(texts, [/^(title|name|vulnerability_?name)$/i]),
    description: find(texts, [/^((short_?)?description|summary)$/i, /_description$/i]),
    tags: find(
      upper.filter((column) => column.shape !== 'objects' || listMembersOf(column)?.naming !== undefined),
      [/^(tags?|labels|keywords)$/i],
    ),
    tlp: find(marks, [/(?:^|_)tlp(?:_|$)|traffic_?light/i]),
  };
};

/** What the tags' member is beside a plain list or text: the name in each of its maps. */
export const tagPath = (tags: Column): readonly string[] =>
  tags.shape === 'objects' ? [...tags.path, ...(listMembersOf(tags)?.naming ?? [])] : tags.path;

export const isUsed = (roles: Roles, column: Column): boolean => {
  const { published, expires, title, description, tags, tlp } = roles;
  return [published, expires, title, description, tags, tlp].includes(column);
};

/** A list of which objects of their own are made. */
export const isListOfObjects = (column: Column): boolean =>
  column.items.length > 0 &&
  /^(?:indicators?|iocs?|observables?|attributes?|artifacts?|objects|items|data|entries|records|values|hashes|ips|domains|urls)$/i.test(
    lastName(column),
  );
