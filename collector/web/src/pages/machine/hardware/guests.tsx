import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { guestsQuery } from '../../../api/queries.ts';
import type { MachineGuests } from '../../../api/types.ts';
import { Ago } from '../../../components/ago.tsx';
import { Button } from '../../../components/button.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useAsk } from '../use-ask.ts';

/** The virtual machines and containers of a host, and which of them have no agent yet. Nothing on a machine that is no host. */
export function Guests({ machineId }: { machineId: string }) {
  const { t } = useSpeech();
  const words = t.guests;
  const { data, error, refetch } = useQuery(guestsQuery(machineId));
  const ask = useAsk(machineId);
  const mayRun = useMay('actions:run');
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data || data.state === 'no_host') return null;
  const { state, guests, withoutAgent, silentMachines, confirmedAt } = data;
  const unknown = guests.filter(({ agent }) => agent.state === 'unknown').length;
  return (
    <section className="grid grid-cols-1 gap-2">
      <h2 className="font-semibold">{words.title}</h2>
      <p className="text-muted">
        {guests.length === 0 ? words.none : `${words.counts(guests.length, withoutAgent, unknown)}.`}{' '}
        {state === 'not_allowed' && words.notAllowed}
        {state === 'never_read' && words.neverRead}
        {state === 'read' && (
          <>
            {words.read} <Ago at={confirmedAt} />.
          </>
        )}
      </p>
      {withoutAgent > 0 && silentMachines > 0 && <p>{words.silent(silentMachines)}</p>}
      {guests.length > 0 && <GuestTable guests={guests} />}
      {mayRun && state !== 'not_allowed' && (
        <p>
          <Button disabled={ask.isPending} onClick={() => ask.mutate({ action: 'guests_inventory' })}>
            {t.codes.actions.guests_inventory}
          </Button>
        </p>
      )}
    </section>
  );
}

function GuestTable({ guests }: Pick<MachineGuests, 'guests'>) {
  const { t } = useSpeech();
  const words = t.guests;
  const unknown = t.common.unknown;
  return (
    <Table label={words.title} head={[words.id, words.name, words.kind, words.state, words.agent]}>
      {guests.map(({ kind, id, name, state, agent }) => (
        <tr key={`${kind} ${id}`}>
          <td>{id}</td>
          <td className="break-words">{name ?? unknown}</td>
          <td>{words.kinds[kind]}</td>
          <td>{state ?? unknown}</td>
          <td>
            <AgentOf name={name ?? id} agent={agent} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function AgentOf({
  name,
  agent: { state, machines },
}: {
  name: string;
  agent: MachineGuests['guests'][number]['agent'];
}) {
  const { t } = useSpeech();
  const words = t.guests;
  const mayAdd = useMay('machines:write');
  return (
    <span className="flex flex-wrap gap-x-2">
      <span className={state === 'none' ? 'font-medium text-warn' : ''}>{words.agents[state]}</span>
      {machines.map(({ machineId, name: machine }) => (
        <Link
          key={machineId}
          to="/machines/$machineId"
          params={{ machineId }}
          className="text-accent underline"
        >
          {machine}
        </Link>
      ))}
      {state === 'none' && mayAdd && (
        <Link to="/add" aria-label={`${t.common.addMachine}: ${name}`} className="text-accent underline">
          {t.common.addMachine}
        </Link>
      )}
    </span>
  );
}
