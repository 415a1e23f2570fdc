import { UsageError } from '../../../language/basics/errors.ts';
import type { Place } from '../../../language/basics/place.ts';
import { httpWay, type HttpWay } from '../../outputs/destination/http-way.ts';
import type { World } from '../../world.ts';
import type { RawAttachments } from './attachments-shape.ts';
import { type S3Credentials, strictlyEncoded } from './sign-request.ts';

/** A bucket, or a part of one; secrets in clear. */
export interface S3Settings {
  /** As it is written: without secrets. */
  readonly shown: string;
  /** The bucket's address, without a slash at its end. */
  readonly bucket: string;
  /** Before the name of each object: empty, or with a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  readonly credentials: S3Credentials;
  readonly http: HttpWay;
  readonly place: Place | undefined;
}

type Raw = Exclude<RawAttachments, string>;

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[\w.!'()*-]+\/)*$/;

const refused = (message: string, hint: string, place: Place | undefined): UsageError =>
  new UsageError('usage.attachments', message, { place, hint });

const endpointOf = (given: string | undefined, region: string, place: Place | undefined): URL => {
  const url = URL.parse(given ?? `https://s3.${region}.amazonaws.com`);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '')
    return url;
  throw refused('The `endpoint` of the attachments is no http or https address.', 'Write it as https://host.', place);
};

const credentialsOf = (raw: Raw, env: World['env'], place: Place | undefined): S3Credentials => {
  const own = raw.access_key !== undefined || raw.secret_key !== undefined;
  const accessKey = own ? raw.access_key : env['AWS_ACCESS_KEY_ID'];
  const secretKey = own ? raw.secret_key : env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = own ? raw.session_token : env['AWS_SESSION_TOKEN'] || undefined;
  if (accessKey !== undefined && accessKey !== '' && secretKey !== undefined && secretKey !== '')
    return { accessKey: accessKey.trim(), secretKey: secretKey.trim(), sessionToken: sessionToken?.trim() };
  throw refused(
    'Nothing says with which key the bucket of the attachments is opened.',
    'Write `access_key` and `secret_key` under `attachments:`, as ${file:…}, ${env:…} or ${vault:…}, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    place,
  );
};

/** Reads `s3://BUCKET/PREFIX` with what stands beside it, references replaced. `folder`: where relative paths start. Throws UsageError. */
export const s3Settings = (
  raw: Raw,
  { env, folder, place }: { readonly env: World['env']; readonly folder: string; readonly place: Place | undefined },
): S3Settings => {
  const [name = '', ...rest] = raw.address.replace(/^s3:\/\//, '').split('/');
  const prefix = rest.length === 0 || rest.join('') === '' ? '' : `${rest.join('/').replace(/\/+$/, '')}/`;
  const isOdd = prefix.split('/').some((one) => one === '.' || one === '..');
  if (!BUCKET.test(name) || !PREFIX.test(prefix) || isOdd)
    throw refused(
      `"${raw.address.slice(0, 100)}" names no bucket.`,
      'Write s3://BUCKET/PREFIX: a bucket has small letters, digits, "." and "-", a prefix letters, digits and !_.*\'()-.',
      place,
    );
  const region = raw.region ?? (env['AWS_REGION'] || 'us-east-1');
  const url = endpointOf(raw.endpoint, region, place);
  const path = url.pathname.replace(/\/+$/, '');
  const isPath = raw.path_style ?? raw.endpoint !== undefined;
  return {
    shown: `s3://${name}/${prefix}`,
    bucket: isPath ? `${url.origin}${path}/${name}` : `${url.protocol}//${name}.${url.host}${path}`,
    prefix: prefix.split('/').map(strictlyEncoded).join('/'),
    region,
    credentials: credentialsOf(raw, env, place),
    http: httpWay(raw.http, folder),
    place,
  };
};
