/** Requests that are under way at once: the client lets no more through. */
const AT_ONCE = 4;

/** Does all of them; the first failure ends it once what is under way has come to its end. */
export const inParallel = async <T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
  const rest = [...all].reverse();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let one = rest.pop(); one !== undefined && failure === undefined; one = rest.pop())
      try {
        await work(one);
      } catch (error) {
        failure ??= { error };
      }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  if (failure !== undefined) throw failure.error;
};
