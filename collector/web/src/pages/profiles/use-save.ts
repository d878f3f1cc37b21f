import { useMutation, useQueryClient } from '@tanstack/react-query';
import { profileQuery } from '../../api/post-install.ts';
import type { Profile } from '../../api/types.ts';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

/** Saves a part of a profile and shows it as it is then. That lists of profiles are old by now, the stream says. */
export function useSave(save: () => Promise<Profile>) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const notify = useNotify();
  return useMutation({
    mutationFn: save,
    onSuccess(profile) {
      client.setQueryData(profileQuery(profile.id).queryKey, profile);
      notify.say(t.common.saved);
    },
  });
}
