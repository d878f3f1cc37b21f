import { useQuery } from '@tanstack/react-query';
import { systemQuery } from '../../api/queries.ts';
import { Ago } from '../../components/ago.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMachine } from './use-machine.ts';

/** What a machine is. */
export function SystemTab() {
  const { t, f } = useSpeech();
  const { facts } = t.machine;
  const machine = useMachine();
  const { data } = useQuery(systemQuery(machine.id));
  const system = data?.payload;
  const unknown = t.common.unknown;
  const proxy =
    system &&
    (system.aptProxy.mode === 'direct' ? facts.direct : (system.aptProxy.url ?? t.machine.proxy.detected));
  const rows = [
    [facts.os, system?.os.prettyName ?? machine.osFamily],
    [facts.kernel, system?.kernel],
    [facts.kind, machine.machineKind && t.codes.kinds[machine.machineKind]],
    [
      facts.cpu,
      system &&
        [system.cpu.model, system.cpu.cores && t.machine.metrics.cores(system.cpu.cores)]
          .filter(Boolean)
          .join(', '),
    ],
    [facts.memory, system?.memoryBytes && f.bytes(system.memoryBytes)],
    [facts.apt, system?.aptVersion],
    [facts.agent, machine.agentVersion],
    [facts.address, machine.address],
    [facts.proxy, proxy],
  ] as const;
  return (
    <div className="grid grid-cols-1 gap-4">
      <section className="panel p-4">
        <h2 className="mb-2 font-semibold">{facts.title}</h2>
        <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-6 gap-y-1.5">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="break-words">{value || unknown}</dd>
            </div>
          ))}
          <dt className="text-muted">{facts.enrolled}</dt>
          <dd>
            <Ago at={machine.createdAt} />
          </dd>
        </dl>
      </section>
    </div>
  );
}
