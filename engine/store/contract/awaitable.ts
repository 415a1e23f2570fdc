/** What a database in this process gives at once, and a remote one later: whoever asks awaits it. */
export type Awaitable<T> = T | Promise<T>;

/** The same of what comes row by row: read it with `for await`. */
export type Streamed<T> = Iterable<T> | AsyncIterable<T>;
