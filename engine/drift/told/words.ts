import { basename } from 'node:path';
import type { Kind } from '../fold/shape.ts';
import type { Change } from '../known/changes.ts';
import type { Fed } from './reads.ts';

/** So many lines that hang on it are named. */
const MOST_FED = 3;

const KINDS: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
};

type Told = Omit<Change, 'what'> & { readonly what: 'renamed' | Change['what'] };

/** A change in one line, with what hangs on it. */
export const wordsOf = (change: Told, fed: readonly Fed[], main: string): string =>
  [happened(change, main), feeds(change, fed), appeared(change)].filter((part) => part !== '').join('; ');

const happened = (change: Told, main: string): string => {
  const { what, endpoint, path, was, now, have, before, since } = change;
  const name = `\`${named(path)}\`${endpoint === main ? '' : ` of \`${endpoint}\``}`;
  const when = ` since run ${since.run}`;
  switch (what) {
    case 'gone':
    case 'renamed':
      return `${name} is gone from ${all(change)}${when}`;
    case 'blank':
      return `${name} is empty in ${all(change)}${when}`;
    case 'sparse':
      return `${name} is in ${count(have)} of ${places(change)}${when}, before in ${Math.round(before * 100)} %`;
    case 'kind': {
      const others = count(change.looked - have);
      const often = have === 0 ? `all ${others}` : `${others} of ${count(change.looked)}`;
      return `${name} is ${kinds(
        now.filter((kind) => !was.includes(kind)),
        now,
      )} in ${often}${when}, before ${kinds(was, was)}`;
    }
    case 'new':
      return `${name} is new, in ${count(have)} of ${places(change)}${when}`;
    default:
      return what satisfies never;
  }
};

const kinds = (some: readonly Kind[], otherwise: readonly Kind[]): string =>
  (some.length === 0 ? otherwise : some).map((kind) => KINDS[kind]).join(' or ');

/** A path as an expression has it. */
const named = (path: readonly string[]): string => path.filter((name) => name !== '[]').join('.');

/** What it is missed from. */
const unit = (path: readonly string[]): string => {
  const around = path.slice(0, -1);
  return around.length === 0 ? 'records' : `\`${named(around)}\``;
};

const all = (change: Told): string =>
  change.of > change.looked
    ? `all ${count(change.looked)} ${unit(change.path)} that were looked at (of ${count(change.of)})`
    : `all ${places(change)}`;

const places = ({ looked, path }: Told): string => `${count(looked)} ${unit(path)}`;

const feeds = ({ what }: Told, fed: readonly Fed[]): string => {
  if (fed.length === 0) return what === 'new' ? '' : 'nothing reads it';
  const some = fed.slice(0, MOST_FED).map(({ what: one, place }) => `${one}, ${basename(place.file)}:${place.line}`);
  const more = fed.length - some.length;
  return `it feeds ${listed([...some, ...(more > 0 ? [`${more} more`] : [])])}`;
};

const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')}, and ${all.at(-1)}`;

const appeared = ({ appeared: names }: Told): string =>
  names.length === 0
    ? ''
    : `${names
        .slice(0, MOST_FED)
        .map((name) => `\`${name}\``)
        .join(', ')} ${names.length === 1 ? 'is' : 'are'} new`;

const count = (n: number): string => Math.round(n).toLocaleString('en-US');
