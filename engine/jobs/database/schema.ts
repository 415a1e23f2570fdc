/** What is kept beside pg-boss's own tables, in its schema. */

/**
 * `turns`: what was decided of an instance. `decided`: turns up to here were queued; `served`: and have had their run; `stop`: the job that
 * somebody wants to end. `workers`: who lives, with the jobs in its hands. `tenants`: `taken` grows with each turn that one was given. `told`: of
 * each feed the state of health that was told last; `notices`: what a webhook has not taken yet.
 */
const FIRST = (schema: string): string => `
CREATE TABLE ${schema}.tenants (name text COLLATE "C" PRIMARY KEY, taken bigint NOT NULL DEFAULT 0);
CREATE TABLE ${schema}.turns (
  tenant text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, known bigint NOT NULL, decided bigint NOT NULL DEFAULT 0,
  served bigint NOT NULL DEFAULT 0, stop uuid, paused_at bigint, paused_by text, hold boolean NOT NULL DEFAULT false, missed jsonb,
  PRIMARY KEY (tenant, name)
);
CREATE TABLE ${schema}.workers (
  id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, begun timestamptz NOT NULL DEFAULT now(), beat timestamptz NOT NULL DEFAULT now(),
  runs integer NOT NULL DEFAULT 0, jobs uuid[] NOT NULL DEFAULT '{}'
);
CREATE SEQUENCE ${schema}.turn;
CREATE TABLE ${schema}.told (tenant text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, state text NOT NULL, PRIMARY KEY (tenant, name));
CREATE TABLE ${schema}.notices (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant text COLLATE "C" NOT NULL, webhook text NOT NULL, body text NOT NULL,
  at bigint NOT NULL
);
`;

/**
 * Step n brings it from version n to n + 1. Never change one that was released. They only add: a worker of the version before goes on
 * while others are newer already. Where that is no more so, `LEAST` is raised to the version that a worker must know.
 */
export const STEPS: readonly ((schema: string) => string)[] = [FIRST];
export const VERSION = STEPS.length;
export const LEAST = 1;
