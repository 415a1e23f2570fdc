/** The examples of the specification: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
import { expect, test } from 'vitest';
import { signRequest } from '../../../engine/api/store/objects/sign-request.ts';

const credentials = {
  accessKey: 'AKIAIOSFODNN7EXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
};
const at = { region: 'us-east-1', now: Date.parse('2013-05-24T00:00:00Z') };
const none = new Uint8Array();

test.each([
  [
    'an object, a part of it',
    { method: 'GET', path: '/test.txt', headers: { range: 'bytes=0-9' }, body: none },
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'an object that is put',
    {
      method: 'PUT',
      path: '/test%24file.text',
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: Buffer.from('Welcome to Amazon S3.'),
    },
    'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'a query without a value',
    { method: 'GET', path: '/?lifecycle', headers: {}, body: none },
    'host;x-amz-content-sha256;x-amz-date',
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'a query with values',
    { method: 'GET', path: '/?max-keys=2&prefix=J', headers: {}, body: none },
    'host;x-amz-content-sha256;x-amz-date',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('%s', (_what, { path, ...request }, names, signature) => {
  const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`);
  const headers: Readonly<Record<string, string>> = signRequest({ ...request, url }, credentials, at);
  expect(headers['authorization']).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`,
  );
});

test('a token of lent credentials is sent and signed', () => {
  const headers: Readonly<Record<string, string>> = signRequest(
    { method: 'GET', url: new URL('https://examplebucket.s3.amazonaws.com/'), headers: {}, body: none },
    { ...credentials, sessionToken: 'an-invented-token' },
    at,
  );
  expect(headers['x-amz-security-token']).toBe('an-invented-token');
  expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,');
});
