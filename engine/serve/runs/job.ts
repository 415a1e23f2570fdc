import { iso } from '../../language/basics/instant.ts';
import type { JobEvent, JobView, LookPage, Progress, RequestView, RunError } from '../contract/runs.ts';
import type { TaskError } from '../pool/task-error.ts';
import type { Looked } from '../tasks/looking.ts';
import type { TaskEvent } from '../tasks/task-event.ts';

/** What is shown of a job at most. */
const MOST_REQUESTS = 200;
const MOST_NOTICES = 100;
const MOST_WINDOWS = 500;

export interface JobAsked extends Pick<JobView, 'kind' | 'name' | 'because' | 'by' | 'look'> {
  readonly id: string;
  readonly now: number;
}

/** Something that a process does for the server, from its being asked for until a while after its end. */
export class Job {
  readonly id: string;
  readonly asked: JobAsked;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(event: JobEvent) => void>();
  readonly #requests = new Map<number, RequestView>();
  readonly #windows: JobView['windows'][number][] = [];
  readonly #notices: JobView['notices'][number][] = [];
  readonly #runs: string[] = [];
  readonly #now: () => number;
  state: JobView['state'] = 'waiting';
  #began: number | undefined;
  #ended: number | undefined;
  #progress: Progress | null = null;
  #result: JobView['result'] = null;
  #error: RunError | null = null;
  #looked: Looked | undefined;

  constructor(asked: JobAsked, now: () => number) {
    this.id = asked.id;
    this.asked = asked;
    this.#now = now;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get runs(): readonly string[] {
    return this.#runs;
  }

  /** It ends at its next safe point. */
  stop(): void {
    this.#stop.abort(new Error('interrupted'));
  }

  begin(): void {
    this.state = 'running';
    this.#began = this.#now();
    this.#tellWhole();
  }

  /** Something else holds its feed: it begins once more. */
  wait(): void {
    this.state = 'waiting';
    this.#began = undefined;
    this.#tellWhole();
  }

  hear(event: TaskEvent): void {
    switch (event.kind) {
      case 'started':
        this.#runs.push(event.run);
        return this.#tellWhole();
      case 'notice':
        return this.#note({ at: iso(this.#now()), level: event.level, message: event.message });
      case 'window':
        if (this.#windows.length < MOST_WINDOWS) this.#windows.push(event.window);
        return this.#tell(event);
      case 'progress':
        return this.#move({ ...event.progress, applying: null });
      case 'applying':
        return this.#move({ ...(this.#progress ?? NOTHING), applying: { done: event.done, total: event.total } });
      case 'request':
        return this.#request(event.request);
      case 'answered':
        return;
      default:
        throw event satisfies never;
    }
  }

  end(result: JobView['result'], looked?: Looked | null): void {
    this.#result = result;
    this.#looked = looked ?? undefined;
    this.#close();
  }

  fail({ code, message, hint = null, place = null }: Pick<TaskError, 'code' | 'message' | 'hint' | 'place'> | RunError): void {
    this.#error = { code, message, hint: hint ?? null, place: place ?? null };
    this.#close();
  }

  /** What came with a request, and the records of the job; undefined where it was not kept. */
  page(number: number): LookPage | undefined {
    const page = this.#looked?.pages[String(number)];
    return page === undefined ? undefined : { ...page, records: this.#looked?.records ?? [] };
  }

  get looked(): Looked | undefined {
    return this.#looked;
  }

  /** Of one that has long ended only its outcome is kept. */
  forgetDetails(): void {
    this.#looked = undefined;
    this.#requests.clear();
    this.#windows.length = 0;
  }

  view(): JobView {
    const { id: _, now, ...asked } = this.asked;
    const at = (time: number | undefined): string | null => (time === undefined ? null : iso(time));
    return {
      job: this.id,
      ...asked,
      state: this.state,
      asked_at: iso(now),
      began_at: at(this.#began),
      ended_at: at(this.#ended),
      runs: this.#runs,
      progress: this.#progress,
      windows: this.#windows,
      requests: [...this.#requests.values()],
      notices: this.#notices,
      result: this.#result,
      error: this.#error,
    };
  }

  /** Tells the whole at once, then what changes; gives what ends that. */
  follow(listener: (event: JobEvent) => void): () => void {
    this.#listeners.add(listener);
    listener({ kind: 'job', job: this.view() });
    return () => void this.#listeners.delete(listener);
  }

  #close(): void {
    this.state = 'ended';
    this.#ended = this.#now();
    this.#tellWhole();
    this.#listeners.clear();
  }

  #note(notice: JobView['notices'][number]): void {
    if (this.#notices.length >= MOST_NOTICES) this.#notices.shift();
    this.#notices.push(notice);
    this.#tell({ kind: 'notice', notice });
  }

  #move(progress: Progress): void {
    this.#progress = progress;
    this.#tell({ kind: 'progress', progress });
  }

  #request(request: RequestView): void {
    const [oldest] = this.#requests.keys();
    if (this.#requests.size >= MOST_REQUESTS && oldest !== undefined && !this.#requests.has(request.number))
      this.#requests.delete(oldest);
    this.#requests.set(request.number, request);
    this.#tell({ kind: 'request', request });
  }

  #tellWhole(): void {
    if (this.#listeners.size > 0) this.#tell({ kind: 'job', job: this.view() });
  }

  #tell(event: JobEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const NOTHING: Progress = { window: 0, windows: 0, records: 0, mapped: 0, requests: 0, bytes: 0, applying: null };
