import { newSetupLink } from '../auth/index.ts';
import { readConfig } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { openConfiguredStore } from '../serve.ts';
import { addressOf } from './address.ts';

/** `collector setup-link`: prints the link alone. Throws Problem when there is a user already. */
export async function setupLinkCommand(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  const { store } = await openConfiguredStore(config);
  try {
    const link = await newSetupLink(store.users, addressOf(config));
    if (link === null)
      throw new Problem(
        'setup_done',
        'The collector is set up already: it has a user.',
        'Sign in. For who cannot: suivi-collector reset-password <user>.',
      );
    console.log(link);
  } finally {
    await store.close();
  }
}
