import type { Fault, FaultKind } from './fault.ts';
import { parseFaultKind } from './parse-fault.ts';
import { routePattern, type RoutePattern } from '../definition/route-pattern.ts';

/** A fault that was asked for. */
export interface PlannedFault {
  /** Requests that it has hit so far. */
  readonly hits: number;
}

interface Planned extends PlannedFault {
  readonly pattern: RoutePattern;
  readonly fault: FaultKind;
  left: number;
  after: number;
  hits: number;
}

/** Faults in the order in which they were asked for; each hits as many requests as it says. */
export class FaultPlan {
  readonly #planned: Planned[] = [];

  add({ route, fault, times = 1, after = 0 }: Fault): PlannedFault {
    const planned = { pattern: routePattern(route), fault, left: times, after, hits: 0 };
    this.#planned.push(planned);
    return planned;
  }

  clear(): void {
    this.#planned.length = 0;
  }

  /** The faults of one request: every latency and expiry that fits, and the first of the others; a header goes before the plan. */
  take(method: string, path: string, header: string | undefined): readonly FaultKind[] {
    const taken: FaultKind[] = header === undefined ? [] : [parseFaultKind(header).fault];
    for (const planned of this.#planned) {
      if (planned.left <= 0 || planned.pattern.match(method, path) === undefined) continue;
      if (!isAddition(planned.fault) && taken.some((fault) => !isAddition(fault))) continue;
      if (planned.after > 0) planned.after--;
      else {
        planned.left--;
        planned.hits++;
        taken.push(planned.fault);
      }
    }
    return taken;
  }
}

/** Does not take the answer's place. */
const isAddition = ({ kind }: FaultKind): boolean => kind === 'latency' || kind === 'expire';
