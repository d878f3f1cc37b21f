import { describe, expect, it } from 'vitest';
import { keptSecret } from '../../src/store/secret.ts';
import { DIALECTS, newStore } from './support/stores.ts';

describe.for(DIALECTS)('a sealed secret on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { database } = store;

  it('is made once, also by several that ask at once, and each lies apart', async () => {
    const keep = keptSecret(database, 'sealedRepositoryKey');
    const made = await Promise.all(['a', 'b', 'c'].map((secret) => keep(async () => secret)));
    expect(new Set(made).size).toBe(1);
    expect(await keep(() => Promise.reject(new Error('it is not asked for')))).toBe(made[0]);
    expect(await keptSecret(database, 'sealedSigningKey')(() => 'another')).toBe('another');
  });
});
