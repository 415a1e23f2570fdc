import { anyOf, described, type Infer, list, map, object, text } from '../../language/basics/shape.ts';
import { httpShape } from '../outputs/destination/destination-shape.ts';

const secret = (description: string) => described(text({ minLength: 1, writeOnly: true }), description);

const notice = object(
  {
    url: described(text({ minLength: 1 }), 'The address that notices are posted to.'),
    secret: described(
      anyOf(secret('The secret.'), list(secret('A secret.'), { minItems: 1 })),
      'The secret that they are signed with as Standard Webhooks says, `whsec_` and 24 to 64 bytes in base64; several while it is being changed.',
    ),
  },
  {
    headers: described(map(text(), { writeOnly: true }), 'Further headers, by name.'),
    http: described(httpShape, 'How it is reached.'),
  },
);

const oidc = object(
  {
    issuer: described(text({ minLength: 1 }), 'The address of the provider, as its tokens name it.'),
    client_id: described(text({ minLength: 1 }), 'What the provider calls this server.'),
    roles: described(
      object(
        {},
        {
          viewer: described(list(text({ minLength: 1 })), 'May look.'),
          operator: described(list(text({ minLength: 1 })), 'May also run, stop, push and act.'),
          admin: described(list(text({ minLength: 1 })), 'May do everything.'),
        },
      ),
      'Which of the groups that the provider names may do what. Who is in none of them is not let in.',
    ),
  },
  {
    client_secret: secret('The secret that the provider gave with it.'),
    claim: described(text({ minLength: 1 }), 'The claim that names the groups.', 'groups'),
    name: described(text({ minLength: 1 }), 'The claim that people are called by.', 'preferred_username'),
  },
);

/** `serve:` of feedwright.yaml. */
export const serveShape = object(
  {},
  {
    notices: described(
      map(notice, { propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$', maxLength: 64 } }),
      'Webhooks that are told once when the health of a feed changes, by name.',
    ),
    metrics_token: secret(
      'What a collector shows as a bearer token to read `/metrics`, where the server is not for this machine alone.',
    ),
    oidc: described(oidc, 'Lets people in by OpenID Connect.'),
    two_people: described(list(text({ minLength: 1 })), 'Actions, as pack/action, that a second person has to agree to.'),
  },
);

export type RawServe = Infer<typeof serveShape>;
