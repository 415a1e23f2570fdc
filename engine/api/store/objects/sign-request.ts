/** AWS Signature Version 4 in a header: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
import { createHash, createHmac } from 'node:crypto';
import { iso } from '../../../language/basics/instant.ts';

export interface S3Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of credentials that are lent for a time. */
  readonly sessionToken: string | undefined;
}

export interface ToSign {
  readonly method: string;
  /** Its path and query as they are sent: encoded once, as RFC 3986 has it. */
  readonly url: URL;
  /** All are signed; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Everything but letters, digits and `-._~`. */
export const strictlyEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalQuery = ({ searchParams }: URL): string =>
  [...searchParams]
    .map(([name, value]) => `${strictlyEncoded(name)}=${strictlyEncoded(value)}`)
    .toSorted()
    .join('&');

/** The headers that the request goes out with. `now`: ms since epoch. */
export const signRequest = (
  { method, url, headers, body }: ToSign,
  { accessKey, secretKey, sessionToken }: S3Credentials,
  { region, now }: { readonly region: string; readonly now: number },
): Readonly<Record<string, string>> => {
  const time = `${iso(now).slice(0, 19).replace(/[-:]/g, '')}Z`;
  const day = time.slice(0, 8);
  const own: Readonly<Record<string, string>> = {
    ...headers,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const signed = Object.entries({ ...own, host: url.host }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = ['s3', 'aws4_request'].reduce((from, text) => hmac(from, text), hmac(hmac(`AWS4${secretKey}`, day), region));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  return {
    ...own,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope},SignedHeaders=${names},Signature=${signature}`,
  };
};
