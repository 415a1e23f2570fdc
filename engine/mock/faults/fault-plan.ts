import type { Fault, FaultKind } from './fault.ts';
import { parseFaultKind } from './parse-fault.ts';
import { routePattern, type RoutePattern } from '../definition/route-pattern.ts';

interface Planned {
  readonly pattern: RoutePattern;
  readonly fault: FaultKind;
  left: number;
  after: number;
}

/** Faults in the order in which they were asked for; each hits as many requests as it says. */
export class FaultPlan {
  readonly #planned: Planned[] = [];

  add({ route, fault, times = 1, after = 0 }: Fault): void {
    this.#planned.push({ pattern: routePattern(route), fault, left: times, after });
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
        taken.push(planned.fault);
      }
    }
    return taken;
  }
}

/** Does not take the answer's place. */
const isAddition = ({ kind }: FaultKind): boolean => kind === 'latency' || kind === 'expire';
