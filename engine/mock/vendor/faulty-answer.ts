import type { FaultKind } from '../faults/fault.ts';
import { bytesAnswer, type Answer } from './answer.ts';

const PAGE = '<!doctype html>\n<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>\n';

/** What another answer a fault stands for; the route's own where it only changes how that is sent. `url`: as it was asked for. */
export function faultyAnswer(fault: FaultKind | undefined, url: string): Answer | undefined {
  switch (fault?.kind) {
    case 'status': {
      const retry = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      return bytesAnswer(
        fault.status,
        'application/json',
        fault.body ?? `{"error":{"message":"The mock answers ${fault.status}."}}`,
        retry,
      );
    }
    case 'answer':
      return bytesAnswer(fault.status ?? 200, 'application/json', fault.body, fault.headers);
    case 'html':
      return bytesAnswer(200, 'text/html; charset=utf-8', PAGE);
    case 'malformed':
      return bytesAnswer(200, 'application/json', '{"success": true, "message": "message": "broken", "result": [{"a": 1},');
    case 'empty':
      return bytesAnswer(200, 'application/json', '');
    case 'redirect':
      return bytesAnswer(fault.status ?? 302, 'text/plain', '', { location: fault.location });
    case 'redirect-loop':
      return bytesAnswer(302, 'text/plain', '', { location: url });
    default:
      return undefined;
  }
}
