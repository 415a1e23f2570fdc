/** Where the reader is: it stands behind the `#` of the address, so that every view can be linked to. */
import { computed, signal } from '@preact/signals';

interface Location {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** An address that somebody has spoilt is read as it stands. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const read = (): Location => {
  const [path = '', query = ''] = globalThis.location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  return { path: path === '' ? [] : path.split('/').map(decoded), query: Object.fromEntries(new URLSearchParams(query)) };
};

export const location = signal(read());

/** The page alone: filters behind it may change without a new one. */
export const path = computed(() => location.value.path.join('/'));

addEventListener('hashchange', () => (location.value = read()));

type Query = Readonly<Record<string, string | undefined>>;

/** The address of a view. What is empty is left out. */
export const to = (parts: readonly string[], query: Query = {}): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `#/${parts.map(encodeURIComponent).join('/')}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`;
};

export const go = (href: string): void => void (globalThis.location.hash = href);

/** Changes what stands behind the page, without a step of its own in the history. */
export const refine = (query: Query): void => {
  history.replaceState(null, '', to(location.value.path, { ...location.value.query, ...query }));
  location.value = read();
};
