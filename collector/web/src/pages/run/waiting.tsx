import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { cancelJob } from '../../api/actions.ts';
import type { ExecutionNow } from '../../api/types.ts';
import { useAgo } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';

type Pending = Extract<ExecutionNow, { startedAt: null }>;

/** A run that has not begun: it can still be called off. Or one that never will, and why. */
export function Waiting({ run }: { run: Pending }) {
  const { t } = useSpeech();
  const ago = useAgo();
  const mayRun = useMay('actions:run');
  const notify = useNotify();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => cancelJob(run.jobId),
    onError: notify.problem,
    onSettled() {
      setAsking(false);
      return client.invalidateQueries({ queryKey: ['execution', run.id] });
    },
  });
  if (run.status !== 'queued')
    return (
      <p lang="en" className="panel p-4">
        {run.errorMessage}
      </p>
    );
  return (
    <div className="panel flex flex-wrap items-center gap-4 p-4">
      <p className="grow">
        {t.run.queued} <span className="text-muted">{t.run.expires(ago(run.expiresAt))}</span>
      </p>
      {mayRun && <Button onClick={() => setAsking(true)}>{t.run.stop}</Button>}
      {isAsking && (
        <Confirm
          title={t.run.askStop}
          action={t.run.stop}
          keep={t.run.keep}
          isDangerous
          isBusy={cancel.isPending}
          onConfirm={() => cancel.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t.run.askStopBody}</p>
        </Confirm>
      )}
    </div>
  );
}
