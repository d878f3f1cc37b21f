import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientsQuery, revokeClient } from '../../api/settings.ts';
import type { ApiClient } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

/** One program, and the end of its token. */
export function ClientRow({
  client: { id, name, tokenPrefix, scopes, lastUsedAt, revokedAt },
}: {
  client: ApiClient;
}) {
  const { t } = useSpeech();
  const words = t.settings.clients;
  const notify = useNotify();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => revokeClient(id),
    onError: notify.problem,
    async onSuccess() {
      setAsking(false);
      notify.say(words.wasRevoked(name));
      await client.invalidateQueries({ queryKey: clientsQuery.queryKey });
    },
  });
  return (
    <tr>
      <td className="font-medium break-words">{name}</td>
      <td className="font-mono whitespace-nowrap">{tokenPrefix}…</td>
      <td>{scopes.map((scope) => words.scopeWords[scope]).join(', ')}</td>
      <td className="whitespace-nowrap">
        <Ago at={lastUsedAt} absent={t.common.never} />
      </td>
      <td className="text-right">
        {revokedAt === null ? (
          <Button look="danger" aria-label={`${words.revoke}: ${name}`} onClick={() => setAsking(true)}>
            {words.revoke}
          </Button>
        ) : (
          <span className="text-muted">{words.revoked}</span>
        )}
        {isAsking && (
          <Confirm
            title={words.askRevoke(name)}
            action={words.revoke}
            isDangerous
            isBusy={revoke.isPending}
            onConfirm={() => revoke.mutate()}
            onClose={() => setAsking(false)}
          >
            <p>{words.revokeBody}</p>
          </Confirm>
        )}
      </td>
    </tr>
  );
}
