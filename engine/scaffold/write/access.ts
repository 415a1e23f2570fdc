import { expression, quoted, scalar } from './yaml.ts';

/** How the sample was got, or is to be got: what an account needs, without its secrets. */
export interface Access {
  readonly kind: 'basic' | 'bearer' | 'api_key';
  /** Of a key: its header, and what stands before it there. */
  readonly header?: string;
  readonly prefix?: string;
}

export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly type: 'secret' | 'text';
}

/** The options that it takes. */
export const accessFields = (access: Access | undefined): readonly CredentialField[] => {
  switch (access?.kind) {
    case undefined:
      return [];
    case 'basic':
      return [
        { name: 'username', label: 'User Name', type: 'text' },
        { name: 'password', label: 'Password', type: 'secret' },
      ];
    case 'bearer':
      return [{ name: 'token', label: 'Token', type: 'secret' }];
    case 'api_key':
      return [{ name: 'api_key', label: 'API Key', type: 'secret' }];
  }
};

/** What stands under `auth:`. */
export const authText = ({ kind, header = '', prefix }: Access): string => {
  switch (kind) {
    case 'basic':
      return '{ kind: basic, username: !expr $user.username, password: !expr $user.password }';
    case 'bearer':
      return '{ kind: bearer, token: !expr $user.token }';
    case 'api_key': {
      const before = prefix === undefined ? '' : `, prefix: ${quoted(prefix)}`;
      return `{ kind: api_key, in: header, name: ${scalar(header)}${before}, value: !expr $user.api_key }`;
    }
  }
};

/** What a mock holds a request to; undefined where that is no plain comparison. */
export const mockCondition = ({ kind, header = '', prefix = '' }: Access): string | undefined => {
  if (kind === 'basic') return undefined;
  const name = kind === 'bearer' ? 'authorization' : header.toLowerCase();
  const before = kind === 'bearer' ? 'Bearer ' : prefix;
  const value = kind === 'bearer' ? '$user.token' : '$user.api_key';
  return expression(`$request.headers.\`${name}\` = ${before === '' ? '' : `${JSON.stringify(before)} & `}${value}`);
};
