/** What is remembered of an object there: short, for there may be millions. */
import { createHash } from 'node:crypto';
import type { Json } from '../../../language/basics/json.ts';
import { jsonOf } from '../answers.ts';

export interface Far {
  readonly collection: string;
  readonly id: string;
  /** Fingerprints of the attributes that it got from here. */
  readonly attributes: readonly string[];
  /** Of a file: how its content begins to be named by SHA-256. */
  readonly content?: string | undefined;
}

/** Six bytes: among the attributes of one object. */
const SHORT = 8;

export const attributeMark = (name: string, value: string): string =>
  createHash('sha256').update(`${name}\0${value}`).digest('base64url').slice(0, SHORT);

export const writeFar = ({ collection, id, attributes, content }: Far): string =>
  JSON.stringify([collection, id, attributes.join(''), ...(content === undefined ? [] : [content])]);

/** Undefined where nothing is remembered. */
export const readFar = (text: string | undefined): Far | undefined => {
  const parts = text === undefined ? undefined : (jsonOf({ text }) as readonly Json[] | undefined);
  if (parts === undefined) return undefined;
  const [collection, id, marks, content] = parts.map(String);
  if (collection === undefined || id === undefined) return undefined;
  return {
    collection,
    id,
    attributes: (marks ?? '').match(new RegExp(`.{${SHORT}}`, 'gs')) ?? [],
    content,
  };
};
