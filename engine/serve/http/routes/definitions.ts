import type { Hono } from 'hono';
import { iso } from '../../../language/basics/instant.ts';
import type { DefinitionsView, FormRequest, InstanceAsked } from '../../contract/definitions.ts';
import type { Core } from '../../core.ts';
import type { Project } from '../../tasks/load-project.ts';
import { askTrial } from '../../runs/ask-run.ts';
import { type Asked, bodyOf, type Env, notFound, readBody, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';

/** Records of a dry run. */
const MOST_RECORDS = 20;
const INSTANCE = { feed: 'string', name: 'string', values: 'object' } as const;
const FORM = { feed: 'string', instance: 'string?', values: 'object' } as const;

const withoutFindings = ({ findings: _findings, ...brief }: Project['definitions'][number]) => brief;

const viewOf = (core: Core): DefinitionsView => {
  const { definitions, file, configFindings, isOldConfig } = core.project.current;
  return {
    definitions: definitions.map(withoutFindings),
    configuration: { file, findings: configFindings, is_old: isOldConfig },
    loaded_at: iso(core.project.loadedAt),
  };
};

const fullName = (asked: Asked, feed: string): string => `${asked.req.param('pack') ?? ''}/${feed}`;

const formOf = async (asked: Asked): Promise<{ readonly feed: string } & Omit<FormRequest, 'feed'>> => {
  const { feed, ...form } = readBody<FormRequest>(await bodyOf(asked), FORM);
  return { feed: fullName(asked, feed), ...form };
};

export const definitionRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  const { work } = core.pools;
  let saving: Promise<unknown> = Promise.resolve();
  app.get('/api/definitions', (asked) => asked.json(viewOf(core)));
  app.get('/api/definitions/:pack', async (asked) => {
    const { pack } = asked.req.param();
    const found = core.project.current.definitions.find((one) => one.pack === pack);
    if (found === undefined) throw notFound(`pack "${pack.slice(0, 64)}"`);
    return asked.json({ ...found, ...(await work.ask('definition', { pack })) });
  });
  app.post('/api/definitions/:pack/validate', async (asked) => {
    const { text } = readBody<{ text: string }>(await bodyOf(asked), { text: 'string' });
    return asked.json(await work.ask('validateText', { pack: asked.req.param('pack'), text }));
  });
  app.post('/api/definitions/:pack/test-connection', asks('operator'), async (asked) => {
    const form = await formOf(asked);
    noted(serving, asked, { what: 'test-connection', on: form.feed, details: { options: Object.keys(form.values) } });
    return asked.json(await work.ask('testConnection', form));
  });
  app.post('/api/definitions/:pack/dry-run', asks('operator'), async (asked) => {
    const { feed, instance, values } = await formOf(asked);
    noted(serving, asked, { what: 'dry-run', on: feed, details: { options: Object.keys(values) } });
    const input = { name: feed, instance, values, limit: MOST_RECORDS };
    return asked.json({ job: askTrial(core, { kind: 'dry-run', name: feed, by: asked.var.who.user }, input).id });
  });
  app.post('/api/definitions/:pack/instance/preview', asks('operator'), async (asked) => {
    const { name, ...form } = readBody<InstanceAsked>(await bodyOf(asked), INSTANCE);
    return asked.json(await work.ask('previewInstance', { ...form, name, feed: fullName(asked, form.feed) }));
  });
  app.post('/api/definitions/:pack/instance', asks('operator'), async (asked) => {
    const { feed, ...form } = readBody<InstanceAsked & { digest: string }>(await bodyOf(asked), {
      ...INSTANCE,
      digest: 'string',
    });
    const on = fullName(asked, feed);
    noted(serving, asked, { what: 'save-instance', on: form.name, details: { feed: on, options: Object.keys(form.values) } });
    // One after another: each is held against what the one before has written.
    const saved = saving.then(() => work.ask('saveInstance', { ...form, feed: on }));
    saving = saved.catch(() => undefined);
    return asked.json(await saved);
  });
  app.post('/api/definitions/:pack/cases', asks('operator'), async (asked) => {
    const { pack } = asked.req.param();
    noted(serving, asked, { what: 'cases', on: pack });
    return asked.json(await work.ask('cases', { pack }));
  });
  app.post('/api/reload', asks('operator'), async (asked) => {
    noted(serving, asked, { what: 'reload', on: null });
    await core.reload();
    return asked.json(viewOf(core));
  });
};
