import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { acknowledgeFailure } from '../../api/actions.ts';
import type { ExecutionNow } from '../../api/types.ts';
import { useAgo } from '../../components/ago.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';

type Started = Extract<ExecutionNow, { result: unknown }>;

/** Why a run failed, package by package, and what to do about it. */
export function Failure({ run }: { run: Started }) {
  const { t } = useSpeech();
  const ago = useAgo();
  const mayWrite = useMay('machines:write');
  const notify = useNotify();
  const client = useQueryClient();
  const note = useMutation({
    mutationFn: () => acknowledgeFailure(run.id),
    onError: notify.problem,
    onSuccess: () => client.invalidateQueries({ queryKey: ['execution', run.id] }),
  });
  const { failures = [], planDifference } = run.result ?? {};
  return (
    <section className="panel border-bad p-4">
      <h3 className="font-semibold text-bad">{t.run.failed}</h3>
      <p lang="en" className="mt-1 break-words">
        {run.errorMessage}
      </p>
      {failures.map(({ name, message, lines }) => (
        <div key={name} lang="en" className="mt-2">
          <p>
            <b>{name}</b>: {message}
          </p>
          {lines.length > 0 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
            <pre tabIndex={0} className="mt-1 max-h-48 overflow-auto rounded bg-ground p-2 font-mono">
              {lines.join('\n')}
            </pre>
          )}
        </div>
      ))}
      {planDifference && <p className="mt-2">{t.run.planChanged}</p>}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {run.errorKind === 'plan_changed' && (
          <Link
            to="/machines/$machineId/plan"
            params={{ machineId: run.machineId }}
            className={buttonClass('primary')}
          >
            {t.run.planAgain}
          </Link>
        )}
        {run.acknowledgedAt !== null ? (
          <span className="text-muted">{t.run.acknowledged(ago(run.acknowledgedAt))}</span>
        ) : (
          mayWrite && (
            <Button disabled={note.isPending} onClick={() => note.mutate()}>
              {t.run.acknowledge}
            </Button>
          )
        )}
      </div>
    </section>
  );
}
