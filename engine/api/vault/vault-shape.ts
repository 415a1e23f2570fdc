import { described, type Infer, object, text } from '../../language/basics/shape.ts';
import { httpShape } from '../outputs/destination/destination-shape.ts';

const secret = (description: string) => described(text({ minLength: 1, writeOnly: true }), description);
const plain = (description: string) => described(text({ minLength: 1 }), description);
const mount = (description: string, usual: string) => described(text({ pattern: '^[^/\\s]+(/[^/\\s]+)*$' }), description, usual);

const appRole = object(
  { role_id: plain('The id of the role.'), secret_id: secret('The secret id that belongs to it.') },
  { mount: mount('Where this way to log in is mounted.', 'approle') },
);

/** `vault:` of feedwright.yaml. */
export const vaultShape = object(
  {},
  {
    address: plain('The address of Vault; without it that of `VAULT_ADDR`.'),
    namespace: plain('The namespace; without it that of `VAULT_NAMESPACE`.'),
    mount: mount('Where the key-value store (version 2) is mounted.', 'secret'),
    token: secret('The token; without it, and without `app_role`, that of `VAULT_TOKEN`.'),
    app_role: described(appRole, 'Logs in by AppRole; a token that has ended is replaced by a new one.'),
    http: described(httpShape, 'How it is reached; without `ca_file`, `VAULT_CACERT` names the certificates.'),
  },
);

export type RawVault = Infer<typeof vaultShape>;
