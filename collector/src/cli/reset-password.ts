import { resetPassword } from '../auth/index.ts';
import { readConfig } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { openConfiguredStore } from '../serve.ts';

/** `collector reset-password`: prints the new password alone. Throws Problem when there is no such user. */
export async function resetPasswordCommand(
  env: NodeJS.ProcessEnv,
  username: string,
  removeTotp: boolean,
): Promise<void> {
  const { store } = await openConfiguredStore(readConfig(env));
  try {
    const password = await resetPassword(store.users, username, removeTotp);
    if (password === null)
      throw new Problem(
        'user_not_found',
        `There is no user ${username}.`,
        'Check the name; while there is no user at all, use suivi-collector setup-link.',
      );
    console.log(password);
  } finally {
    await store.close();
  }
}
