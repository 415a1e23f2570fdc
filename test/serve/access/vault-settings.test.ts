/** What the server is told of itself may come from a vault: it gets it in clear, and nothing else does. Vault is made up. */
import { expect, test } from 'vitest';
import { createRedactor } from '../../../engine/api/world.ts';
import { settings } from '../../../engine/serve/tasks/notices.ts';
import { workingDirectory } from '../../cli/feedwright.ts';
import { fakeVault } from '../../support/vault.ts';

const TOKEN = 'root-token-of-a-test';

test("the server's own secrets come from the vault, and are not masked on their way to it", async () => {
  const vault = await fakeVault();
  vault.secrets.set('secret/serve', { metrics: 'an-invented-metrics-token' });
  const redactor = createRedactor();
  const world = {
    cwd: workingDirectory({
      'feedwright.yaml': `vault: { address: '${vault.address}' }\nserve: { metrics_token: '\${vault:serve#metrics}' }\n`,
    }),
    env: { VAULT_TOKEN: TOKEN },
    signal: new AbortController().signal,
    now: () => 0,
    ticks: () => 0,
    sleep: async () => undefined,
    note: () => undefined,
    warn: () => undefined,
    redactor,
    redact: redactor.redact,
    tell: () => undefined,
  };
  try {
    const given = await settings(world, { places: {}, generation: 1 });
    expect(given).toEqual({ metrics_token: 'an-invented-metrics-token', notices: [] });
    // As it is sent to the server.
    expect(world.redact(JSON.stringify(given))).toContain('an-invented-metrics-token');
    vault.tokens.delete(TOKEN);
    await expect(settings(world, { places: {}, generation: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'vault.denied', message: expect.not.stringContaining(TOKEN) }),
    );
  } finally {
    vault.close();
  }
});
