import { quoted, scalar, expression } from './yaml.ts';

/** Where the sample comes from. */
export interface Origin {
  readonly baseUrl: string;
  /** With its query. */
  readonly path: string;
}

/** What stands in a definition until somebody says where the vendor is. */
export const UNKNOWN_BASE = 'https://feed.example.com';

export interface SecretField {
  readonly name: string;
  readonly label: string;
}

const SECRET = /key|token|secret|passw|auth|signature|^sig$|session|credential/i;

interface RequestParts {
  readonly lines: readonly string[];
  /** Options that stand for what must not be written down. */
  readonly secrets: readonly SecretField[];
}

/** The lines of `request:`; a parameter whose name sounds like a credential becomes an option without its value. */
export const requestParts = ({ path }: Origin): RequestParts => {
  const url = new URL(path, 'https://sample.invalid');
  const names = [...new Set(url.searchParams.keys())].filter((name) => name !== '');
  const secrets = names
    .filter((name) => SECRET.test(name))
    .map((name, index) => ({ name, field: `credential${index === 0 ? '' : `_${index + 1}`}` }));
  const value = (name: string): string => {
    const secret = secrets.find((one) => one.name === name);
    if (secret !== undefined) return expression(`$user.${secret.field}`);
    const all = url.searchParams.getAll(name).map(quoted);
    return all.length === 1 ? (all[0] ?? '""') : `[${all.join(', ')}]`;
  };
  return {
    lines: [
      `path: ${scalar(url.pathname)}`,
      ...(names.length === 0 ? [] : ['query:', ...names.map((name) => `  ${scalar(name)}: ${value(name)}`)]),
    ],
    secrets: secrets.map(({ name, field }) => ({ name: field, label: name })),
  };
};
