import { anyOf, boolean, described, type Infer, object, text } from '../../../language/basics/shape.ts';
import { httpShape } from '../../outputs/destination/destination-shape.ts';

const secret = (description: string) => described(text({ minLength: 1, writeOnly: true }), description);
const plain = (description: string) => described(text({ minLength: 1 }), description);

const ADDRESS =
  'Where they lie: `s3://BUCKET/PREFIX` for a store that speaks S3, `file:PATH` for a folder. It is for this store alone.';

/** A place for attachments with what it takes to get there. */
export const bucketShape = object(
  { address: plain(ADDRESS) },
  {
    endpoint: plain("The address of the server; without it that of Amazon's for the region."),
    region: plain('The region; without it that of `AWS_REGION`, else us-east-1.'),
    path_style: described(
      boolean(),
      'Whether the bucket stands in the path instead of before the name of the host; with an `endpoint` it does.',
    ),
    access_key: plain(
      'The id of the access key; without it `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` count.',
    ),
    secret_key: secret('The secret of the access key.'),
    session_token: secret('The token of an access key that is lent for a time.'),
    http: described(httpShape, 'How it is reached.'),
  },
);

/** `attachments:` of feedwright.yaml. */
export const attachmentsShape = anyOf(plain(ADDRESS), bucketShape);

export type RawAttachments = Infer<typeof attachmentsShape>;
