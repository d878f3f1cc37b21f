import type { User } from '../../api/types.ts';
import { useSpeech } from '../../i18n/locale.tsx';

/** The roles with their words, for a choice. */
export function useRoles(): (readonly [User['role'], string])[] {
  const { t } = useSpeech();
  return Object.entries(t.settings.roles) as [User['role'], string][];
}
