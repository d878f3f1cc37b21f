import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cancelSshInstall, sshInstallQuery } from '../../api/ssh.ts';
import type { SshInstall } from '../../api/types.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleetMachine } from '../../live/live.tsx';
import { Steps } from './steps.tsx';

const STEPS = ['queued', 'connecting', 'authenticating', 'installing', 'enrolled'] as const;

/** Watches an attempt: its steps as they go, what the machine says, and how it ended. */
export function SshAttempt({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { add } = useSpeech().t;
  const { ssh } = add;
  const notify = useNotify();
  const client = useQueryClient();
  const query = useQuery(sshInstallQuery(id));
  const machine = useFleetMachine(query.data?.machineId ?? null);
  const cancel = useMutation({
    mutationFn: () => cancelSshInstall(id),
    onError: notify.problem,
    onSuccess: (attempt) => client.setQueryData(sshInstallQuery(id).queryKey, attempt),
  });
  const { data: attempt } = query;
  if (query.error && !attempt) return <ProblemNote error={query.error} onRetry={onAgain} />;
  if (!attempt) return <Loading />;
  const { state, hostname, output, finishedAt, machineId } = attempt;
  return (
    <section className="panel grid grid-cols-1 gap-4 p-4">
      <h2 className="font-semibold break-words">{hostname}</h2>
      {finishedAt === null || state === 'enrolled' ? (
        <Steps
          words={STEPS.map((step) => ssh.steps[step])}
          step={STEPS.indexOf(state as (typeof STEPS)[number])}
        />
      ) : (
        <Ended attempt={attempt} />
      )}
      <div role="status">
        {state === 'enrolled' && machineId !== null && (
          <p className="flex flex-wrap items-center gap-3">
            <b>{add.done(machine?.name ?? hostname)}</b>
            <Link to="/machines/$machineId" params={{ machineId }} className={buttonClass('primary')}>
              {add.open}
            </Link>
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {finishedAt === null ? (
          <Button onClick={() => cancel.mutate()} disabled={cancel.isPending}>
            {ssh.cancel}
          </Button>
        ) : (
          <Button onClick={onAgain}>{state === 'enrolled' ? add.another : ssh.again}</Button>
        )}
      </div>
      {output && (
        <section aria-label={ssh.output} className="grid grid-cols-1 gap-1">
          <h3 className="text-muted">{ssh.output}</h3>
          <pre lang="en" className="rounded bg-ground p-3 font-mono break-words whitespace-pre-wrap">
            {output}
          </pre>
        </section>
      )}
    </section>
  );
}

/** How it ended otherwise than well, in the collector's own words. */
function Ended({ attempt: { state, message, next } }: { attempt: SshInstall }) {
  const { t, locale } = useSpeech();
  const language = locale === 'en' ? undefined : 'en';
  if (state === 'cancelled') return <p>{t.add.ssh.cancelled}</p>;
  return (
    <div role="alert">
      <p lang={language} className="font-medium break-words text-bad">
        {message}
      </p>
      <p lang={language} className="mt-1 break-words">
        {next}
      </p>
    </div>
  );
}
