import type { AnyCommand } from './shell/command.ts';

interface Listed {
  readonly summary: string;
  /** Read only when the command is called: `--help` must not wait for the engine. */
  readonly load: () => Promise<{ readonly command: AnyCommand }>;
}

/** Every command; the key is its file's name. */
export const commands: Readonly<Record<string, Listed>> = {
  run: { summary: 'fetch a feed and bring the store up to date', load: () => import('./operate/run.ts') },
  act: { summary: "run a vendor's action on objects", load: () => import('./operate/act.ts') },
  plan: { summary: 'show the windows and requests of a run, without any request', load: () => import('./operate/plan.ts') },
  list: { summary: 'show the packs, feeds and actions there are', load: () => import('./author/list.ts') },
  validate: { summary: 'check definitions', load: () => import('./author/validate.ts') },
  try: { summary: 'try a definition, or an expression, on a sample', load: () => import('./author/try.ts') },
  show: { summary: 'show a definition, with what is shared put in', load: () => import('./author/show.ts') },
  guide: { summary: 'write the guide of a pack from its definition', load: () => import('./author/guide.ts') },
  format: { summary: 'rewrite definitions in the usual form', load: () => import('./author/format.ts') },
  lsp: { summary: 'help an editor: findings, completion, hover, definitions, renaming', load: () => import('./author/lsp.ts') },
  init: { summary: 'make a project of your own, with a first definition', load: () => import('./author/init.ts') },
  new: { summary: 'make a definition from a sample of a response', load: () => import('./author/new.ts') },
  mock: { summary: "serve a pack's fixtures as its vendor would", load: () => import('./author/mock.ts') },
  test: { summary: 'run the cases of the packs: definitions prove themselves offline', load: () => import('./author/test.ts') },
  diff: { summary: 'show what a change of definitions does to objects and requests', load: () => import('./author/diff.ts') },
  prove: {
    summary: 'play the cases of feeds under trouble of every kind: nothing is lost or doubled',
    load: () => import('./author/prove.ts'),
  },
  record: { summary: 'keep what a run exchanges with its vendor, to be played again', load: () => import('./author/record.ts') },
  objects: { summary: 'query the objects of the store', load: () => import('./data/objects.ts') },
  export: {
    summary: 'write objects of the store as a file: STIX, NDJSON, CSV, a block list',
    load: () => import('./data/export.ts'),
  },
  push: { summary: 'send a destination what it does not have yet', load: () => import('./operate/push.ts') },
  destinations: {
    summary: 'show how far each destination has come, and what it refused',
    load: () => import('./operate/destinations.ts'),
  },
  serve: { summary: 'run feeds when they are due, with a console for the browser', load: () => import('./serving/serve.ts') },
  user: { summary: 'say who may sign in to serve', load: () => import('./serving/user.ts') },
  worker: { summary: 'take runs that serve has queued in PostgreSQL, and do them', load: () => import('./serving/worker.ts') },
  jobs: { summary: 'show the queue of runs, and what somebody has to look at', load: () => import('./serving/jobs.ts') },
  'taxii-server': { summary: 'serve the store to other tools by TAXII 2.1', load: () => import('./operate/taxii-server.ts') },
  health: { summary: 'say of each feed whether it is well, and why not', load: () => import('./operate/health.ts') },
  runs: { summary: 'show past runs', load: () => import('./operate/runs.ts') },
  review: { summary: 'show what a run that is held would change', load: () => import('./review/review.ts') },
  apply: { summary: 'bring what a run that is held has fetched into the store', load: () => import('./review/apply.ts') },
  discard: { summary: 'give up what a run that is held has fetched', load: () => import('./review/discard.ts') },
  undo: { summary: 'give objects back what they were before a run', load: () => import('./review/undo.ts') },
  quarantine: { summary: 'show the records that could not be mapped', load: () => import('./operate/quarantine.ts') },
  state: { summary: 'show or change where the next run of a feed starts', load: () => import('./operate/state.ts') },
  store: { summary: 'look after the store: info, check, digest, backup, prune, compact', load: () => import('./data/store.ts') },
};
