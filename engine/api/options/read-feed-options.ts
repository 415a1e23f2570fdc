import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { UsageError } from '../../language/basics/errors.ts';
import type { Pack, UserField } from '../../language/model.ts';
import { readOptions, type RawValue } from '../../language/user-field/option-values.ts';
import type { SecretData } from '../../run/report/echoes.ts';
import type { AskedFeed } from '../asked.ts';
import type { Config, InstanceConfig } from '../config/config.ts';
import { openVault } from '../vault/open-vault.ts';
import type { World } from '../world.ts';
import { gatherOptions, type GivenOptions } from './given-options.ts';
import { tellOptions } from './option-sides.ts';

export interface OptionRequest {
  readonly pack: Pick<Pack, 'name' | 'tables'>;
  readonly fields: readonly UserField[];
  readonly asked: Pick<AskedFeed, 'set' | 'values' | 'probe'>;
  readonly config: Config;
  readonly instance: InstanceConfig | undefined;
  /** The mock's own, under `--mock` only. */
  readonly mock: Readonly<Record<string, unknown>> | undefined;
  /** Stands in for options that nothing else gives: a plan needs no secrets. */
  readonly standIns?: Readonly<Record<string, string>>;
  /** False: where something can stand in for a secret, the vault is not asked for it. */
  readonly asksVault?: boolean;
}

export interface FeedOptions {
  /** Every declared option; secrets in clear. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Reads the sources again: a secret's file may have changed. */
  readonly reread: () => Promise<Readonly<Record<string, unknown>>>;
  readonly addSecret: (text: string) => void;
  readonly secretData: SecretData;
}

/** Options as the fields read them. From here on nothing that is written holds a secret. Throws UsageError with every finding. */
export const readFeedOptions = async (world: World, request: OptionRequest): Promise<FeedOptions> => {
  const { redactor } = world;
  const evaluator = createDefinitionEvaluator(world.now, undefined, request.pack.tables, request.asked.probe);
  const secrets = new Set(request.fields.filter(({ type }) => type === 'secret').map(({ name }) => name));
  const short = new Set<string>();
  const gather = (): Promise<GivenOptions> => {
    const { asked, config, instance, pack, standIns = {}, asksVault = true } = request;
    return gatherOptions({
      ...request,
      pack: pack.name,
      set: asked.set,
      values: asked.values,
      cwd: world.cwd,
      env: world.env,
      configFolder: config.folder,
      vault: openVault(world, config),
      isLeftOut: (name) => !asksVault && Object.hasOwn(standIns, name),
      instance: instance?.set,
      packSet: config.packs.get(pack.name)?.set,
    });
  };
  const read = ({ options }: GivenOptions): Readonly<Record<string, unknown>> => {
    for (const [name, { value }] of options)
      if (secrets.has(name) && typeof value === 'string' && !redactor.add(value)) short.add(name);
    const standIns = Object.entries(request.standIns ?? {}).map(([name, value]): [string, RawValue] => [
      name,
      { value, from: 'the plan' },
    ]);
    const given = Object.fromEntries([...standIns, ...options]);
    const { values, diagnostics } = readOptions(request.fields, given, request.pack.name, (test, all) =>
      evaluator.condition(test)(undefined, { user: all, options: all }),
    );
    const [first, ...more] = diagnostics;
    if (first === undefined) {
      tellOptions(request.fields, values, request.asked.probe);
      return values;
    }
    if (more.length === 0) throw new UsageError(first.code, first.message, { place: first.place, hint: first.hint });
    throw new UsageError('usage.options', `${diagnostics.length} options can't be used as they are.`, { diagnostics });
  };
  const first = await gather();
  const values = read(first);
  for (const name of short) {
    world.warn(
      `the secret ${name} is short: fewer than 8 characters can't be told from other text and may show; ask the vendor for a longer one`,
    );
  }
  for (const name of first.exposed) {
    world.warn(
      `--set ${name}=… shows the secret to other users of this machine; --set ${name}=@file or the environment does not`,
    );
  }
  return { values, reread: async () => read(await gather()), addSecret: redactor.learn, secretData: redactor };
};
