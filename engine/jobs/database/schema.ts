/** What is kept beside pg-boss's own tables, in its schema. */

/**
 * `turns`: what was decided of an instance, and the job that is open for it. `decided`: turns up to here were queued; `served`: and have had
 * their run. `dead`: the last job that could not be run, `deaths`: how many there were.
 */
const FIRST = (schema: string): string => `
CREATE TABLE ${schema}.tenants (name text COLLATE "C" PRIMARY KEY, taken bigint NOT NULL DEFAULT 0);
CREATE TABLE ${schema}.turns (
  tenant text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, known bigint NOT NULL, decided bigint NOT NULL DEFAULT 0,
  served bigint NOT NULL DEFAULT 0, job uuid, falls integer NOT NULL DEFAULT 0, dead uuid, deaths integer NOT NULL DEFAULT 0,
  paused_at bigint, paused_by text, hold boolean NOT NULL DEFAULT false, missed jsonb, PRIMARY KEY (tenant, name)
);
CREATE TABLE ${schema}.workers (
  id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, begun timestamptz NOT NULL DEFAULT now(), beat timestamptz NOT NULL DEFAULT now(),
  runs integer NOT NULL DEFAULT 0
);
CREATE SEQUENCE ${schema}.tokens;
CREATE TABLE ${schema}.takes (
  job uuid PRIMARY KEY, token bigint NOT NULL DEFAULT nextval('${schema}.tokens'), tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL, worker text COLLATE "C" NOT NULL, since timestamptz NOT NULL DEFAULT now(),
  stop boolean NOT NULL DEFAULT false
);
CREATE INDEX takes_by_worker ON ${schema}.takes (worker);
`;

/**
 * Step n brings it from version n to n + 1. Never change one that was released. They only add: a worker of the version before goes on
 * while others are newer already. Where that is no more so, `LEAST` is raised to the version that a worker must know.
 */
export const STEPS: readonly ((schema: string) => string)[] = [FIRST];
export const VERSION = STEPS.length;
export const LEAST = 1;
