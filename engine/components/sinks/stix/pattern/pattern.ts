/** Where a pattern looks: `file:hashes.'SHA-256'` is type `file`, path `['hashes', 'SHA-256']`. */
export interface ObservablePath {
  readonly type: string;
  readonly path: readonly string[];
}

const PATH = /^([a-z][a-z0-9-]*):((?:[A-Za-z0-9_-]+|'[^'\\]+')(?:\.(?:[A-Za-z0-9_-]+|'[^'\\]+'))*)$/;
const STEP = /[A-Za-z0-9_-]+|'[^'\\]+'/g;
const BARE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The path that a text names, its keys quoted or not; undefined where it is none. */
export const readObservablePath = (text: string): ObservablePath | undefined => {
  const [, type, path] = PATH.exec(text) ?? [];
  if (type === undefined || path === undefined) return undefined;
  return { type, path: path.match(STEP)?.map((step) => step.replaceAll("'", '')) ?? [] };
};

/** A constant of the pattern language (STIX 2.1, section 9): only the apostrophe and the backslash are escaped. */
const constant = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `'${value.replaceAll(/['\\]/g, '\\$&')}'`;

const step = (name: string): string => (BARE.test(name) ? name : `'${name}'`);

/** `file:hashes.'SHA-256'`, as the pattern language spells it. */
export const pathText = ({ type, path }: ObservablePath): string => `${type}:${path.map(step).join('.')}`;

/** The pattern that one value of one property matches. */
export const equalityPattern = (path: ObservablePath, value: string | number): string =>
  `[${pathText(path)} = ${constant(value)}]`;
