import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { revokeToken, tokensQuery } from '../../api/settings.ts';
import type { EnrolmentToken } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

/** One enrolment token, and its end. */
export function TokenRow({ token }: { token: EnrolmentToken }) {
  const { id, tokenPrefix, name, uses, maxUses, state, expiresAt, createdAt, createdByName, machines } =
    token;
  const { t, f } = useSpeech();
  const words = t.settings.tokens;
  const notify = useNotify();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const label = name ?? (tokenPrefix === null ? words.unknown : `${tokenPrefix}…`);
  const revoke = useMutation({
    mutationFn: () => revokeToken(id),
    onError: notify.problem,
    async onSuccess() {
      setAsking(false);
      notify.say(words.wasRevoked);
      await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <tr>
      <td className="font-mono whitespace-nowrap">
        {tokenPrefix === null ? <span className="text-muted">{words.unknown}</span> : `${tokenPrefix}…`}
      </td>
      <td className="font-medium break-words">{name ?? words.any}</td>
      <td className="whitespace-nowrap">{words.uses(uses, maxUses)}</td>
      <td>
        {words.states[state]} {state === 'open' && words.until(f.exact(expiresAt))}
      </td>
      <td>
        <Ago at={createdAt} absent={words.unknown} /> {createdByName !== null && words.by(createdByName)}
      </td>
      <td>
        {machines.map((machine) => (
          <Link
            key={machine.id}
            to="/machines/$machineId"
            params={{ machineId: machine.id }}
            className="mr-2 underline"
          >
            {machine.name}
          </Link>
        ))}
        {uses > machines.length && machines.length > 0 && words.others(uses - machines.length)}
      </td>
      <td className="text-right">
        {state === 'open' && (
          <Button look="danger" aria-label={`${words.revoke}: ${label}`} onClick={() => setAsking(true)}>
            {words.revoke}
          </Button>
        )}
        {isAsking && (
          <Confirm
            title={words.askRevoke(label)}
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
