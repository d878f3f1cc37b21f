import { Link } from '@tanstack/react-router';
import { applyProfiles } from '../../../api/post-install.ts';
import type { MachinePostInstall } from '../../../api/types.ts';
import { useAgo } from '../../../components/ago.tsx';
import { Button } from '../../../components/button.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useRun } from '../use-ask.ts';

type Run = NonNullable<MachinePostInstall['lastCheck']>;

/** What the last dry run would do, command by command, and the button that does exactly that. */
export function DryRun({ machineId, run }: { machineId: string; run: Run }) {
  const { t } = useSpeech();
  const ago = useAgo();
  const words = t.profiles.tab;
  const mayRun = useMay('actions:run');
  const { outcome, isCurrent, errorMessage, executionId, finishedAt } = run;
  const planHash = outcome?.planHash ?? null;
  const apply = useRun(machineId, () => applyProfiles(machineId, planHash));
  const mayApply = mayRun && isCurrent && planHash !== null && (outcome?.operations ?? 0) > 0;
  return (
    <section className="panel grid grid-cols-1 gap-3 p-4">
      <h2 className="font-semibold">{words.dryRunTitle}</h2>
      <p className="text-muted">
        {finishedAt && words.dryRunAt(ago(finishedAt))}{' '}
        <Link
          to="/machines/$machineId/runs/$executionId"
          params={{ machineId, executionId }}
          className="text-accent underline"
        >
          {words.seeRun}
        </Link>
      </p>
      {errorMessage && (
        <p lang="en" className="text-bad">
          {errorMessage}
        </p>
      )}
      {outcome && !isCurrent && <p>{words.outdated}</p>}
      {outcome?.notes.map((note) => (
        <p key={note} lang="en">
          {note}
        </p>
      ))}
      {outcome && (
        <>
          <p>{outcome.operations === 0 ? words.nothing : words.operations(outcome.operations)}</p>
          {outcome.operations > 0 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
            <pre tabIndex={0} className="max-h-96 overflow-auto rounded bg-ground p-3 font-mono">
              {outcome.rendered}
            </pre>
          )}
        </>
      )}
      {mayApply && (
        <div>
          <Button look="primary" disabled={apply.isPending} onClick={() => apply.mutate()}>
            {words.applyThis}
          </Button>
        </div>
      )}
    </section>
  );
}
