import type { PageParam } from '../paging/pages.ts';
import { accessFields, type Access, type CredentialField } from './access.ts';
import { quoted, scalar, expression } from './yaml.ts';

/** Where the sample comes from. */
export interface Origin {
  readonly baseUrl: string;
  /** With its query. */
  readonly path: string;
  /** The credentials that it was got with. */
  readonly access?: Access | undefined;
  /** Further headers that it was got with, none of them a secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer had a Link header with the next page's address. */
  readonly linksNext?: boolean;
}

/** What stands in a definition until somebody says where the vendor is. */
export const UNKNOWN_BASE = 'https://feed.example.com';

const SECRET_NAME = /key(?!word)|token|secret|^pass|passw|pwd|auth(?!or(?!i[sz]))|signature|^sig$|session|credential|jwt|hmac/i;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is so long and so mixed that somebody's key is likelier than a word or a date. */
export const looksLikeKey = (text: string): boolean => {
  if (/^eyJ[\w-]+\.[\w-]+\./.test(text)) return true;
  const run = /^[\w-]+$/.test(text) && !UUID.test(text) ? /[A-Za-z0-9]{20,}/.exec(text)?.[0] : undefined;
  return run !== undefined && /[A-Za-z]/.test(run) && /\d.*\d.*\d/.test(run);
};

interface RequestParts {
  readonly lines: readonly string[];
  /** The path as a mock's route: what must not be written down is a parameter of it. */
  readonly route: string;
  /** Options that stand for what must not be written down. */
  readonly credentials: readonly CredentialField[];
}

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** What of an address must be written nowhere. */
export const secretsOf = (url: URL): readonly string[] => [
  ...url.pathname.split('/').filter(looksLikeKey),
  ...[...url.searchParams].filter(([name, text]) => isSecretName(name) || looksLikeKey(text)).map(([, text]) => text),
];

/** The lines of `request:`; what sounds or looks like a credential becomes an option without its value. */
export const requestParts = ({ path, access, headers = {} }: Origin, pages: readonly PageParam[] = []): RequestParts => {
  const url = new URL(path, 'https://sample.invalid');
  const names = [...new Set(url.searchParams.keys())].filter((name) => name !== '');
  const secrets: CredentialField[] = [];
  const secret = (label: string): string => {
    const name = `credential${secrets.length === 0 ? '' : `_${secrets.length + 1}`}`;
    secrets.push({ name, label, type: 'secret' });
    return name;
  };
  const parts = url.pathname
    .split('/')
    .map((text) => (looksLikeKey(text) ? { field: secret('Key in the path of the address') } : { text }));
  const joined = (field: (name: string) => string): string =>
    parts.map((part) => (part.field === undefined ? part.text : field(part.field))).join('/');
  const value = (name: string): string => {
    const all = url.searchParams.getAll(name);
    if (SECRET_NAME.test(name) || all.some(looksLikeKey)) return expression(`$user.${secret(name)}`);
    return all.length === 1 ? quoted(all[0] ?? '') : `[${all.map(quoted).join(', ')}]`;
  };
  const inPath = secrets.length > 0;
  const paged = (name: string): string | undefined => {
    const page = pages.find((one) => one.name === name);
    if (page === undefined) return undefined;
    const optional = scalar(name) === name ? `${name}?` : quoted(`${name}?`);
    return `  ${page.optional ? optional : scalar(name)}: ${expression(page.value)}`;
  };
  const query = [
    ...names.map((name) => paged(name) ?? `  ${scalar(name)}: ${value(name)}`),
    ...pages.flatMap(({ name }) => (names.includes(name) ? [] : (paged(name) ?? []))),
  ];
  const sent = Object.entries(headers).map(([name, text]) => `  ${scalar(name)}: ${quoted(text)}`);
  return {
    lines: [
      `path: ${inPath ? `!tmpl ${quoted(joined((name) => `{{@user.${name}}}`))}` : scalar(url.pathname)}`,
      ...(query.length === 0 ? [] : ['query:', ...query]),
      ...(sent.length === 0 ? [] : ['headers:', ...sent]),
    ],
    route: joined((name) => `{${name}}`),
    credentials: [...accessFields(access), ...secrets],
  };
};
