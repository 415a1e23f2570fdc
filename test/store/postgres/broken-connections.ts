/** Breaks connections of this process to PostgreSQL at chosen questions. */
import pg from 'pg';

type Query = (this: pg.Client, ...values: unknown[]) => unknown;
interface Patched {
  query: Query;
}

const lost = (): Error => new Error('Connection terminated unexpectedly');
const breakOff = (client: pg.Client): void =>
  void (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }).connection.stream.destroy();

/**
 * While `work` goes on every connection breaks at the questions of which `isNow` says so: `before` PostgreSQL hears of it, or
 * `after` it has answered, of which the answer is lost. Gives how many were broken.
 */
export const breaking = async (isNow: () => 'before' | 'after' | undefined, work: () => Promise<void>): Promise<number> => {
  const prototype = pg.Client.prototype as unknown as Patched;
  const { query } = prototype;
  let broken = 0;
  prototype.query = function (...values) {
    const when = isNow();
    // What rows are copied by is no promise: those are broken by the questions around them.
    if (when === undefined || typeof (values[0] as { submit?: unknown }).submit === 'function') return query.apply(this, values);
    broken += 1;
    if (when === 'before') {
      breakOff(this);
      return Promise.reject(lost());
    }
    return (query.apply(this, values) as Promise<unknown>).then(() => {
      breakOff(this);
      throw lost();
    });
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return broken;
};
