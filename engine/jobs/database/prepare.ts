import { getConstructionPlans, PgBoss } from 'pg-boss';
import { EngineError } from '../../language/basics/errors.ts';
import { type JobsDatabase, withinPool } from './jobs-database.ts';
import { LEAST, STEPS, VERSION } from './schema.ts';

const newer = (shown: string): EngineError =>
  new EngineError('jobs.newer', `The jobs in ${shown} are those of a newer Feedwright.`, {
    hint: 'Bring this one up to the version of the others; nothing was changed.',
  });

const older = (shown: string): EngineError =>
  new EngineError('jobs.older', `The jobs in ${shown} are those of an older Feedwright.`, {
    hint: 'Start `feedwright serve` of this version: it brings them up. Workers go on with what they have until then.',
  });

/** pg-boss brings up no tables from before it. */
const LEAST_BOSS = 25;

const tooOld = ({ shown, schema }: JobsDatabase): EngineError =>
  new EngineError('jobs.too-old', `The jobs in ${shown} are from before the first release, and can't be brought up.`, {
    hint: `Have them made anew: DROP SCHEMA ${schema} CASCADE. Turns that waited are decided again; what was paused is so no more.`,
  });

/** The version of pg-boss's tables that this pg-boss works with; it says so in what it would make them by. */
const bossVersion = (): number => Number(/version\(version\) VALUES \('(\d+)'\)/i.exec(getConstructionPlans('any'))?.[1]);

/** How often pg-boss may look for jobs whose worker says nothing any more, s, over all that ask it to. */
const MONITORS = 2;

/** And for what is old, s. */
const TIDIES = 600;

const bossOf = ({ pool, schema }: JobsDatabase, migrate: boolean): PgBoss => {
  const boss = new PgBoss({
    db: withinPool(pool),
    schema,
    migrate,
    schedule: false,
    // Whoever works asks it to, once it has said that it lives itself.
    supervise: false,
    monitorIntervalSeconds: MONITORS,
    maintenanceIntervalSeconds: TIDIES,
    monitorVacuum: false,
    registerInstance: false,
    // Jobs of ours wait for no other jobs.
    flowIntervalSeconds: 3600,
  });
  boss.on('error', () => undefined);
  return boss;
};

const openBoss = async (db: JobsDatabase, mayUpgrade: boolean): Promise<PgBoss> => {
  const probe = bossOf(db, false);
  let isThere = false;
  if (await probe.isInstalled()) {
    const [found, own] = [Number(await probe.schemaVersion()), bossVersion()];
    if (found > own) throw newer(db.shown);
    if (found < LEAST_BOSS) throw tooOld(db);
    if (found < own && !mayUpgrade) throw older(db.shown);
    isThere = found === own;
  }
  // Whoever may bring it up also does what pg-boss has left for later.
  const boss = isThere && !mayUpgrade ? probe : bossOf(db, true);
  await boss.start();
  return boss;
};

const prepareOwn = ({ pool, schema, shown }: JobsDatabase, mayUpgrade: boolean): Promise<void> =>
  pool.transaction(async (db) => {
    await db.run('SELECT pg_advisory_xact_lock(hashtext($1))', [`feedwright ${schema}`]);
    await db.run(`CREATE TABLE IF NOT EXISTS ${schema}.feedwright (version integer NOT NULL, least integer NOT NULL)`);
    const [found] = await db.all<{ version: number; least: number }>(`SELECT version, least FROM ${schema}.feedwright`);
    if (found !== undefined && found.least > VERSION) throw newer(shown);
    const from = found?.version ?? 0;
    if (from >= VERSION) return;
    if (found !== undefined && !mayUpgrade) throw older(shown);
    for (const step of STEPS.slice(from)) await db.script(step(schema));
    await db.run(`DELETE FROM ${schema}.feedwright`);
    await db.run(`INSERT INTO ${schema}.feedwright VALUES ($1, $2)`, [VERSION, LEAST]);
  });

/** Makes what is missing. Throws `jobs.newer`, and `jobs.older` where it may not bring up what is older. */
export const prepareJobs = async (db: JobsDatabase, { mayUpgrade }: { readonly mayUpgrade: boolean }): Promise<PgBoss> => {
  const boss = await openBoss(db, mayUpgrade);
  try {
    await prepareOwn(db, mayUpgrade);
    return boss;
  } catch (error) {
    await stopBoss(boss);
    throw error;
  }
};

/** Its timers end; the connections are not its own. */
export const stopBoss = (boss: PgBoss): Promise<void> => boss.stop({ graceful: false, close: false });
