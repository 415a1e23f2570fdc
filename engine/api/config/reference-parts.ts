/** A value of the vault: a path within the mount of its key-value store, and the name of a key there. */
export interface VaultReference {
  readonly path: string;
  readonly key: string;
}

export type Reference =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  | ({ readonly kind: 'vault' } & VaultReference)
  | { readonly kind: 'wrong'; readonly because: string; readonly hint: string };

const KINDS = 'Write ${file:/path}, ${env:NAME} or ${vault:path#key}; a literal "${" is written "$${".';
const VAULT =
  'Write ${vault:path#key}, such as ${vault:feeds/acme#token}: a path within the mount, without "data/", and the name of a key there.';

const REFERENCE = /\$\$\{|\$\{(?:(\w+):)?([^}]*)\}|\$\{(?:file|env|vault):[^}]*$/g;

/** What of a path's elements none may be: another path could be meant by it. */
const ODD = /^\.{0,2}$|[\s\p{C}?*%\\]/u;

const wrong = (because: string, hint: string): Reference => ({ kind: 'wrong', because, hint });

const inVault = (whole: string, text: string): Reference => {
  const at = text.indexOf('#');
  const path = at < 0 ? text : text.slice(0, at);
  const key = at < 0 ? '' : text.slice(at + 1);
  if (at < 0 || key.trim() === '') return wrong(`"${whole}" names no key of the vault.`, VAULT);
  if (path.split('/').some((one) => ODD.test(one))) return wrong(`"${whole}" has no path of the vault.`, VAULT);
  return { kind: 'vault', path, key };
};

const referenceOf = (whole: string, kind: string | undefined, rest: string | undefined): Reference => {
  // What is none may be a piece of a secret: it is not shown.
  if (rest === undefined) return wrong('A reference has no end.', `Close it with "}". ${KINDS}`);
  if (kind === 'file') return { kind, path: rest };
  if (kind === 'env') return { kind, name: rest };
  return kind === 'vault' ? inVault(whole, rest) : wrong('"${…}" is no reference.', KINDS);
};

/** A text of the configuration, cut into plain text and references. */
export const referenceParts = (text: string): readonly (string | Reference)[] => {
  const parts: (string | Reference)[] = [];
  let end = 0;
  for (const { 0: whole, 1: kind, 2: rest, index } of text.matchAll(REFERENCE)) {
    parts.push(text.slice(end, index), whole === '$${' ? '${' : referenceOf(whole, kind, rest));
    end = index + whole.length;
  }
  return [...parts, text.slice(end)];
};

/** Does it take the vault to know what the text says? */
export const needsVault = (text: unknown): boolean =>
  typeof text === 'string' && referenceParts(text).some((part) => typeof part === 'object' && part.kind === 'vault');
