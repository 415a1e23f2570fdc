import { closeSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { parseBytes } from '../../language/basics/byte-size.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { openPlain, whyUnreadable } from '../../language/plain-file.ts';
import type { Answer, AnswerBody } from '../vendor/answer.ts';
import type { RequestView } from '../vendor/mock-request.ts';
import { compileTree, type Compute } from './compile-tree.ts';
import type { RawRoute } from './mock-shape.ts';

export interface BodyOptions {
  readonly evaluator: Evaluator;
  /** Where a file that a route names lies; undefined where the mock has none such. */
  readonly locate: (name: string) => string | undefined;
}

type Body = (request: RequestView, scope: Scope) => { readonly contentType: string; readonly body: AnswerBody };

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain',
  '.gz': 'application/gzip',
};

export function compileAnswer(raw: RawRoute, options: BodyOptions): (request: RequestView, scope: Scope) => Answer {
  const body = compileBody(raw, options);
  const headers = Object.entries(raw.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), compileTree(value, options.evaluator)] as const,
  );
  return (request, scope) => {
    const { contentType, ...made } = body(request, scope);
    const given = headers
      .map(([name, compute]) => [name, compute(request, scope)] as const)
      .filter(([, value]) => value !== undefined);
    const type = raw.content_type ?? (raw.gzip === true ? 'application/gzip' : contentType);
    return {
      status: raw.status ?? 200,
      headers: { 'content-type': type, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) },
      body: made.body,
    };
  };
}

function compileBody(raw: RawRoute, options: BodyOptions): Body {
  const { evaluator } = options;
  const gzip = raw.gzip === true;
  const inMemory = (text: string): AnswerBody => ({ kind: 'bytes', bytes: gzip ? gzipSync(text) : Buffer.from(text) });
  if (raw.file !== undefined) return fileBody(compileTree(raw.file, evaluator), gzip, options);
  if (raw.zeros !== undefined) {
    const size = parseBytes(raw.zeros) ?? 0;
    return () => ({ contentType: 'application/octet-stream', body: { kind: 'zeros', size } });
  }
  if (raw.text !== undefined) {
    const text: Compute = compileTree(raw.text, evaluator);
    return (request, scope) => ({ contentType: 'text/plain; charset=utf-8', body: inMemory(String(text(request, scope) ?? '')) });
  }
  const json: Compute = compileTree(raw.json ?? null, evaluator);
  return (request, scope) => ({ contentType: 'application/json', body: inMemory(JSON.stringify(json(request, scope) ?? null)) });
}

function fileBody(name: Compute, gzip: boolean, { locate }: BodyOptions): Body {
  return (request, scope) => {
    const file = name(request, scope);
    const path = typeof file === 'string' ? locate(file) : undefined;
    if (path === undefined)
      throw new EngineError('mock.no-file', 'The route names a file that the mock does not have.', {
        hint: 'Name a file beside the mock, or in a folder there.',
      });
    mustOpen(path, String(file));
    return {
      contentType: TYPES[extname(path)] ?? 'application/octet-stream',
      body: { kind: 'file', path, gzip: gzip && !path.endsWith('.gz') },
    };
  };
}

/** Whether there is such a file is known here, where the route is known that names it. */
function mustOpen(path: string, shown: string): void {
  try {
    closeSync(openPlain(path));
  } catch (cause) {
    throw new EngineError('mock.no-file', `The mock's file ${shown} ${whyUnreadable(cause, path)}.`, {
      hint: 'Check the name, or add the file.',
      cause,
    });
  }
}
