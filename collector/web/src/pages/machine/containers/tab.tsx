import { useQuery } from '@tanstack/react-query';
import { dockerQuery } from '../../../api/queries.ts';
import type { DockerStacks } from '../../../api/types.ts';
import { Ago, useAgo } from '../../../components/ago.tsx';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { Loading } from '../../../components/loading.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useAsk } from '../use-ask.ts';
import { useMachine } from '../use-machine.ts';
import { PruneNote } from './prune.tsx';
import { ServiceTable } from './service-table.tsx';
import { StackPanel } from './stack.tsx';

/** What a machine's containers run, and what of it has something newer. What is not known is said so. */
export function ContainersTab() {
  const { t } = useSpeech();
  const { containers } = t;
  const { id } = useMachine();
  const { data, error, refetch } = useQuery(dockerQuery(id));
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data === null) return <Empty what={containers.none} next={containers.noneNext} />;
  if (data.state !== 'read') return <NotRead state={data.state} problem={data.problem} machineId={id} />;
  return (
    <div className="grid gap-4">
      <ReadLine docker={data} machineId={id} />
      {data.stacks.length + data.others.length === 0 && <Empty what={containers.noStacks} />}
      {data.stacks.map((stack) => (
        <StackPanel key={stack.name} stack={stack} machineId={id} />
      ))}
      {data.others.length > 0 && (
        <section className="grid gap-2">
          <h2 className="font-semibold">{containers.others}</h2>
          <ServiceTable label={containers.others} services={data.others} />
        </section>
      )}
      <PruneNote prune={data.prune} machineId={id} />
    </div>
  );
}

interface Shown {
  readonly docker: DockerStacks;
  readonly machineId: string;
}

function NotRead({
  state,
  problem,
  machineId,
}: {
  state: Exclude<DockerStacks['state'], 'read'>;
  problem: DockerStacks['problem'];
  machineId: string;
}) {
  const { containers } = useSpeech().t;
  const next =
    state === 'not_installed'
      ? containers.notInstalledNext
      : state === 'not_allowed'
        ? containers.notAllowedNext
        : undefined;
  return (
    <Empty what={containers.states[state]} {...(next !== undefined && { next })}>
      {problem && next === undefined && (
        <p lang="en" className="max-w-prose text-muted">
          {problem.message}
        </p>
      )}
      {(state === 'failed' || state === 'never_read') && <ReadNow machineId={machineId} />}
    </Empty>
  );
}

function ReadLine({ docker: { engine, compose, confirmedAt }, machineId }: Shown) {
  const { containers } = useSpeech().t;
  const ago = useAgo();
  const parts = [
    ...(engine ? [containers.engine(engine.kind, engine.version ?? '')] : []),
    ...(compose ? [containers.engine(compose.command, compose.version ?? '')] : []),
  ];
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <p className="text-muted">
        {parts.join(', ')} · <span title={ago(confirmedAt)}>{containers.read(ago(confirmedAt))}</span>
        <span className="sr-only">
          {' '}
          <Ago at={confirmedAt} />
        </span>
      </p>
      <ReadNow machineId={machineId} />
    </div>
  );
}

function ReadNow({ machineId }: { machineId: string }) {
  const { containers } = useSpeech().t;
  const ask = useAsk(machineId);
  if (!useMay('actions:run')) return null;
  return (
    <Button onClick={() => ask.mutate({ action: 'docker_inventory' })} disabled={ask.isPending}>
      {containers.readNow}
    </Button>
  );
}
