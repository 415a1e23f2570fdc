import type { Logger } from 'pino';
import { iso } from '../../language/basics/instant.ts';
import type { Finding } from '../contract/session.ts';
import type { Job } from '../runs/job.ts';
import type { Row } from '../runs/run-here.ts';
import type { Project } from '../tasks/load-project.ts';
import type { Telling } from './telling.ts';

const findingOf = ({ code, message, place }: Finding) => ({
  code,
  message,
  place: `${place.file}:${place.line}:${place.column}`,
});

/** What is wrong with definitions and configuration that was not wrong before. */
const tellFindings = (log: Logger, { configFindings, definitions, isOldConfig }: Project, before: Project | undefined): void => {
  const known = new Set(
    [...(before?.configFindings ?? []), ...(before?.definitions ?? []).flatMap(({ findings }) => findings)].map(keyOf),
  );
  const tell = (findings: readonly Finding[], isOld: boolean, of: string): void => {
    for (const one of findings)
      if (one.severity === 'error' && !known.has(keyOf(one)))
        log.error(
          { event: 'definition', of, ...findingOf(one), hint: one.hint },
          isOld ? 'it has a mistake: the one before stays in use' : 'it has a mistake: it is not used',
        );
  };
  tell(configFindings, isOldConfig, 'the configuration');
  for (const { findings, is_old: isOld, pack } of definitions) tell(findings, isOld, pack);
};

const keyOf = (one: Finding): string => JSON.stringify(one);

const runEntry = (job: Job, row: Row | undefined) => {
  const { because, by, name } = job.asked;
  const { error, result } = job.view();
  const failure = error ?? (result?.['error'] as { readonly code: string; readonly message: string } | null | undefined) ?? null;
  return {
    event: 'run',
    feed: name,
    because,
    by,
    job: job.id,
    run: job.runs[0] ?? null,
    status: row?.status ?? 'failed',
    duration: row?.duration_ms ?? null,
    records: row?.records ?? null,
    objects: row?.objects ?? null,
    error: failure === null ? null : { code: failure.code, message: failure.message },
  };
};

/** Tells what happens in the log. */
export const logTelling = (log: Logger): Telling => ({
  loaded: (project, before) => {
    const { instances, definitions, destinations } = project;
    const scheduled = instances.filter(({ schedule }) => schedule !== null).length;
    log.info(
      { event: 'loaded', definitions: definitions.length, scheduled, destinations: destinations.length },
      'definitions and configuration are loaded',
    );
    tellFindings(log, project, before);
  },
  event: (job, event) => {
    if (event.kind === 'notice' && event.level === 'warning')
      log.warn({ event: 'notice', feed: job.asked.name, job: job.id }, event.message);
  },
  ran: (job, _, row) => {
    const entry = runEntry(job, row);
    if (entry.status === 'failed') log.error(entry, 'a run has failed');
    else log.info(entry, `a run has ${entry.status === 'succeeded' ? 'succeeded' : 'been interrupted'}`);
  },
  missed: (feed, { count, first, last }, madeUp) =>
    log.warn(
      { event: 'missed', feed, count, first: iso(first), last: iso(last) },
      madeUp ? 'turns were missed: one run makes up for them' : 'turns were missed, and nothing makes up for them',
    ),
  pushed: (destination, row, error) => {
    const failure = error ?? row?.error;
    const entry = { event: 'push', destination, sent: row?.sent ?? 0, taken_back: row?.taken_back ?? 0 };
    if (failure !== undefined)
      log.error({ ...entry, error: { code: failure.code, message: failure.message } }, 'a push has failed');
    else if (entry.sent + entry.taken_back > 0) log.info(entry, 'a destination was brought up to date');
  },
  deed: ({ what, on, user, role, address, details }) =>
    log.info({ event: 'audit', what, on, user, role, address, details }, `${user}: ${what}`),
  health: ({ name, before, health: { state, words, remedy, acts } }) => {
    const entry = { event: 'health', feed: name, state, before: before ?? null, remedy };
    if (acts) log.warn(entry, words);
    else log.info(entry, words);
  },
  trouble: (message, { code, message: why, hint }) =>
    log.error({ event: 'trouble', error: { code, message: why, hint } }, message),
});
