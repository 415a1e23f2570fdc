import { createHash } from 'node:crypto';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { RequestBody } from '../../language/model.ts';
import type { Place } from '../../language/basics/place.ts';
import { percentEncode } from './percent-encode.ts';
import { buildTree, membersOf, scalarText, textsOf, type Member } from './request-text.ts';

export interface Body {
  readonly content: string | Uint8Array;
  readonly contentType: string;
}

/** The body as its kind writes it. Throws `request.missing`, `request.not-a-text`. */
export function bodyOf(body: RequestBody, place: Place, evaluator: Evaluator, scope: Scope): Body {
  switch (body.kind) {
    case 'json': {
      const value = buildTree(body.value, evaluator)(undefined, scope);
      if (value === undefined) throw missing('The JSON body has no value.', body.value.place);
      return { content: JSON.stringify(value), contentType: 'application/json' };
    }
    case 'form':
      return { content: formOf(membersOf(body.value, evaluator, scope)), contentType: 'application/x-www-form-urlencoded' };
    case 'text': {
      const value = evaluator.value(body.value).evaluate(undefined, scope);
      if (value === undefined) throw missing('The text of the body has no value.', body.value.place);
      return { content: scalarText(value, 'text', body.value.place), contentType: body.contentType };
    }
    case 'graphql': {
      const query = evaluator.value(body.query).evaluate(undefined, scope);
      if (query === undefined) throw missing('The GraphQL query has no value.', body.query.place);
      const variables = body.variables === undefined ? {} : { variables: buildTree(body.variables, evaluator)(undefined, scope) };
      return { content: JSON.stringify({ query, ...variables }), contentType: 'application/json' };
    }
    case 'multipart':
      return multipart(membersOf(body.value, evaluator, scope), place);
    default:
      return body satisfies never;
  }
}

const missing = (message: string, place: Place): EngineError =>
  new EngineError('request.missing', message, { place, hint: 'Give it a value, or leave the body out.' });

/** A blank is `+` in a form, as browsers send it. */
const formOf = (members: readonly Member[]): string =>
  members.flatMap((member) => textsOf(member).map((text) => `${formEncode(member.name)}=${formEncode(text)}`)).join('&');

const formEncode = (text: string): string => percentEncode(text).replaceAll('%20', '+');

/** RFC 7578. A member that is a map is a file: `content`, `file_name`, `content_type`. */
function multipart(members: readonly Member[], place: Place): Body {
  const parts = members.flatMap((member) =>
    isMap(member.value) ? [filePart(member)] : textsOf(member).map((text) => part(member.name, text)),
  );
  // Made of the content, so that it can't stand in it by chance or by malice, and the same request is the same bytes.
  const boundary = `feedwright-${parts
    .reduce((hash, one) => hash.update(one), createHash('sha256'))
    .digest('hex')
    .slice(0, 40)}`;
  if (parts.some((one) => one.includes(boundary)))
    throw new EngineError('request.multipart', 'The parts cannot be told apart.', { place });
  return {
    content: `${parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('')}--${boundary}--\r\n`,
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As browsers write a name within quotes. */
const quoted = (name: string): string => `"${name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}"`;

const part = (name: string, text: string): string => `Content-Disposition: form-data; name=${quoted(name)}\r\n\r\n${text}`;

function filePart({ name, value, place }: Member): string {
  const { content, file_name: fileName, content_type: type } = value as Readonly<Record<string, unknown>>;
  if (content === undefined) throw missing(`"${name}" has no content.`, place);
  const contentType = type === undefined ? 'application/octet-stream' : scalarText(type, 'content_type', place);
  if (/[\r\n]/.test(contentType)) throw new EngineError('request.header', '"content_type" holds a line break.', { place });
  const file = fileName === undefined ? name : scalarText(fileName, 'file_name', place);
  return `Content-Disposition: form-data; name=${quoted(name)}; filename=${quoted(file)}\r\nContent-Type: ${contentType}\r\n\r\n${scalarText(content, 'content', place)}`;
}
