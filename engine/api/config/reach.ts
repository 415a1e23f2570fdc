/** How a host is reached from here: what `feedwright.yaml` says of it, where the definition can't know. */
import { readFileSync } from 'node:fs';
import type { HttpPolicy } from '../../http/http.ts';
import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { described, text } from '../../language/basics/shape.ts';
import type { World } from '../world.ts';

/** Of a pack's connection, and of a destination. */
export const reachOptions = {
  ca_file: described(
    text({ minLength: 1 }),
    'A file of certificates (PEM) that vouch for the server, in the place of the usual ones; a relative path counts from the configuration.',
  ),
  proxy: described(
    text({ minLength: 1, writeOnly: true }),
    'The address of a proxy, or `none`; without it that of the environment.',
  ),
};

export type Reach = Pick<HttpPolicy, 'proxy' | 'ca'>;

/** A proxy as curl and most programs find it: lower case first. */
const proxyOf = (env: World['env']): HttpPolicy['proxy'] => {
  const variable = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
  const all = variable('all_proxy');
  const [http, https, no] = [variable('http_proxy') ?? all, variable('https_proxy') ?? all, variable('no_proxy')];
  if (http === undefined && https === undefined) return undefined;
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(no === undefined ? {} : { no }),
  };
};

const proxyAt = (given: string): HttpPolicy['proxy'] => (given === 'none' ? undefined : { http: given, https: given });

/** `caFile` complete, `proxy` as it is written with its references replaced. Throws UsageError where there are no certificates. */
export const reachThrough = (
  env: World['env'],
  {
    caFile,
    proxy,
    place,
  }: { readonly caFile?: string | undefined; readonly proxy?: string | undefined; readonly place?: Place | undefined },
): Reach => ({
  proxy: proxy === undefined ? proxyOf(env) : proxyAt(proxy),
  ca: caFile === undefined ? undefined : certificates(caFile, place),
});

const certificates = (file: string, place: Place | undefined): string => {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch {
    // Told below.
  }
  throw new UsageError('config.ca-file', `The file of certificates ${file} can't be used.`, {
    place,
    hint: 'Give a file in PEM form, which holds -----BEGIN CERTIFICATE-----.',
  });
};
