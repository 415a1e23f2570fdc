import type { Findings } from '../basics/findings.ts';
import type { Connection, Pack, RequestSpec } from '../model.ts';
import type { Place } from '../basics/place.ts';
import type { Value } from '../basics/value.ts';
import type { Vocabulary } from '../basics/vocabulary.ts';
import { callsOf } from '../usage/calls.ts';
import { actionSecrets, secretsIn, type Secrets, sourcesIn, userSecrets } from './secrets.ts';

/** The beginning of an address up to its path, as far as the text says it; `{{ }}` stands for whatever comes. */
const ORIGIN = /^([a-z][a-z0-9+.-]*):(?:\/\/)?([^/?#]*)/i;

const LOCAL = /^(169\.254\.|0\.0\.0\.0$|\[::\]|\[::ffff:a9fe:|\[fe[89ab][0-9a-f]:)/i;

/** A base address that can never work, and secrets that stand in an address or go to another host than it names. */
export function checkHosts(pack: Pack, vocabulary: Vocabulary, findings: Findings): void {
  const { connection } = pack;
  if (connection === undefined) return;
  const isRead = connection.baseUrl.kind !== 'tmpl' || vocabulary.template(connection.baseUrl.source).error === undefined;
  if (isRead) checkBase(connection.baseUrl, findings);
  const fields = [...connection.userFields, ...[...pack.feeds.values()].flatMap(({ userFields }) => userFields)];
  for (const field of connection.userFields)
    if (field.type === 'url' && typeof field.default === 'string') checkAddress(field.default, field.place, findings);
  const user = userSecrets(fields);
  const found = (part: unknown, secrets: Secrets = user) =>
    sourcesIn(part)
      .flatMap((source) => secretsIn(source, secrets, vocabulary))
      .toArray();
  if (connection.hosts.length > 0 && found(connection.headers).length > 0)
    findings.warning(
      'secret.other-host',
      connection.headers?.place ?? connection.baseUrl.place,
      `A header with a secret goes with every request, to ${connection.hosts.map((host) => (typeof host === 'string' ? host : `\`${host.source.trim()}\``)).join(', ')} as well.`,
      'Put it under `auth`, which keeps to the base address and to the `hosts` that are named there.',
    );
  const base = originOf(connection.baseUrl)?.host;
  for (const { request, secrets } of requestsOf(pack, user, (part) => found(part).length > 0)) {
    checkPath(found(request.path, secrets), findings);
    const to = originOf(request.path)?.host;
    if (to === undefined || to === base || found(request, secrets).length === 0) continue;
    tell(to, request.path.place, connection, findings);
  }
  checkPath(found(connection.baseUrl), findings);
  for (const login of loginsOf(connection.auth?.options)) {
    checkPath(found(login), findings);
    const to = originOf(login)?.host;
    if (to !== undefined && to !== base && !isListed(to, connection)) tell(to, login.place, connection, findings);
  }
}

/** Servers and proxies write addresses down. */
function checkPath([first]: ReturnType<typeof secretsIn>, findings: Findings): void {
  if (first === undefined) return;
  findings.warning(
    'secret.in-path',
    first.place,
    `The secret ${first.secret} becomes a part of the address, which servers and proxies write into their logs.`,
    'Send it by `auth`, or in a header or the body, unless the vendor takes it nowhere else.',
  );
}

/** Every request of a pack, and what is secret in it: what a caller gives an endpoint for an argument is so there as well. */
function* requestsOf(
  pack: Pack,
  user: Secrets,
  holds: (part: unknown) => boolean,
): Generator<{ readonly request: RequestSpec; readonly secrets: Secrets }> {
  const calls = [...pack.feeds.values()].flatMap(callsOf);
  for (const { name, request, job } of pack.endpoints.values()) {
    const given = calls.filter(({ call }) => call === name).flatMap((one) => one.with?.members ?? []);
    const args = new Set(given.filter(({ value }) => holds(value)).map((member) => member.name));
    for (const one of [request, job?.create, job?.poll.request, job?.delete])
      if (one !== undefined) yield { request: one, secrets: { ...user, args } };
  }
  for (const action of pack.actions.values()) yield { request: action.request, secrets: actionSecrets(action) };
}

/** A host that the connection may not reach gets nothing at run time: then it is known now. */
function tell(host: string, place: Place, connection: Connection, findings: Findings): void {
  const listed = isListed(host, connection);
  findings[listed ? 'warning' : 'error'](
    'secret.other-host',
    place,
    `A secret goes to ${host}, which is not the host of \`base_url\`.`,
    listed
      ? 'Make sure that it is meant for that host; what is for the base address alone belongs to `auth`.'
      : "If the vendor's guide names that host, add it under `http.hosts` of the connection; else write the path alone.",
  );
}

const isListed = (host: string, { hosts }: Connection): boolean =>
  host.includes('{{') ||
  hosts.some(
    // What an expression gives is known at run time alone: a host that is written out is none of it.
    (one) =>
      typeof one === 'string' &&
      (one.toLowerCase() === host || (one.startsWith('*.') && host.endsWith(one.slice(1).toLowerCase()))),
  );

function checkBase(base: Value, findings: Findings): void {
  const text = textOf(base);
  if (text !== undefined) checkAddress(text, base.place, findings);
}

function checkAddress(text: string, place: Place, findings: Findings): void {
  const known = text.trim().replaceAll(/\{\{[^{}]*\}\}/g, 'x');
  const refuse = (says: string, hint: string): void =>
    findings.error('connection.base-url', place, `This base address can never work: ${says}.`, hint);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(known)?.[1] ?? /^(file|ftp|data|unix|javascript):/i.exec(known)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return refuse(`\`${scheme}:\` is neither http nor https`, 'Write `https://` and the host.');
  const url = URL.parse(scheme === undefined ? `https://${known}` : known);
  if (url === null) return;
  if (url.username !== '' || url.password !== '')
    refuse('it holds a user name or password, which are not sent', 'Give them under `auth`: `kind: basic`.');
  else if (LOCAL.test(url.hostname)) refuse("it is an address of a machine's own network segment", "Use the vendor's host name.");
}

const textOf = (value: Value): string | undefined => {
  if (value.kind === 'literal') return typeof value.value === 'string' ? value.value : undefined;
  // An expression that is nothing but a text.
  if (value.kind === 'expr') return /^\s*(["'])([^"'\\]*)\1/.exec(value.source)?.[2];
  return value.source;
};

function originOf(value: Value): { readonly host: string } | undefined {
  const [, scheme = '', host = ''] = ORIGIN.exec(textOf(value)?.trim() ?? '') ?? [];
  return /^https?$/i.test(scheme) && host !== '' ? { host: host.toLowerCase() } : undefined;
}

/** The addresses of requests within the options of `auth`. */
function* loginsOf(options: unknown): Generator<Value> {
  if (typeof options !== 'object' || options === null) return;
  if ('path' in options && 'method' in options && isValue(options.path)) yield options.path;
  else for (const part of Object.values(options)) yield* loginsOf(part);
}

const isValue = (node: unknown): node is Value => typeof node === 'object' && node !== null && 'kind' in node && 'place' in node;
