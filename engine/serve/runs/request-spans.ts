import type { Outcome, Part } from '../log/spans.ts';
import type { RequestView } from '../contract/runs.ts';
import type { TaskEvent } from '../tasks/task-event.ts';

const REQUEST = 'feedwright.request';

const failureOf = (status: number | null, failure: string | null): string | undefined => {
  if (failure !== null) return failure;
  return status === null || status >= 400 ? `answered ${status ?? 'nothing'}` : undefined;
};

const outcomeOf = ({ method, url, status, endpoint, attempt, place, failure }: RequestView): Outcome => ({
  failure: failureOf(status, failure),
  attributes: {
    'http.request.method': method,
    'url.full': url,
    'http.request.resend_count': attempt,
    'feedwright.endpoint': endpoint,
    ...(status === null ? {} : { 'http.response.status_code': status }),
    ...(place === null ? {} : { 'feedwright.place': place }),
  },
});

/** A request of a run as a part of its span, with names as OpenTelemetry has them; the process of the run has masked what is secret. */
export const noteRequest = (part: Part, event: TaskEvent): void => {
  // That of a page is told twice: once it has been answered, and once it is known what came with it.
  if (event.kind === 'request' && event.request.page === null) part(REQUEST, event.request.took ?? 0, outcomeOf(event.request));
  if (event.kind === 'answered') {
    const { host, status } = event;
    const attributes = { 'server.address': host, ...(status === null ? {} : { 'http.response.status_code': status }) };
    part(REQUEST, 0, { failure: failureOf(status, null), attributes });
  }
};
