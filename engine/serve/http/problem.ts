import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { Finding, Problem } from '../contract/session.ts';
import { DIED, ENDING, TaskError } from '../pool/task-error.ts';
import { RequestError } from './env.ts';

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 422 | 429 | 500 | 503;

/** What is nobody's mistake here. */
const OF_CODE: Readonly<Record<string, Status>> = { 'serve.oidc': 401, 'serve.no-role': 403 };

const statusOf = (error: unknown): Status => {
  if (error instanceof RequestError) return error.answer;
  if (error instanceof TaskError) {
    if (error.code === DIED || error.code === ENDING) return 503;
    if (error.code === 'store.locked') return 409;
    if (/unknown|store\.missing/.test(error.code)) return 404;
    return error.isUsage ? (error.diagnostics.length > 0 ? 422 : 400) : 500;
  }
  if (error instanceof EngineError && Object.hasOwn(OF_CODE, error.code)) return OF_CODE[error.code] as Status;
  return error instanceof UsageError ? 400 : 500;
};

/** Says what went wrong; of a mistake of our own no more than that. */
export const problemOf = (error: unknown): { readonly status: Status; readonly problem: Problem } => {
  const status = statusOf(error);
  const told = error instanceof EngineError || error instanceof TaskError ? error : undefined;
  const place = told?.place;
  return {
    status,
    problem: {
      error: {
        code: told?.code ?? 'serve.own-mistake',
        message: told?.message ?? 'The server met a mistake of its own.',
        hint: told?.hint ?? null,
        place: place === undefined ? null : typeof place === 'string' ? place : formatPlace(place),
        findings: error instanceof TaskError ? (error.diagnostics as readonly Finding[]) : [],
      },
    },
  };
};
