import type { FleetAnswer } from '../../api/actions.ts';
import type { FleetMachine } from '../../api/types.ts';
import { useSpeech } from '../../i18n/locale.tsx';

const SHOWN = 5;

/** Which machines could not be asked, and why. */
export function Refusals({
  refused,
  machines,
  said,
}: {
  refused: readonly Extract<FleetAnswer, { code: string }>[];
  machines: readonly Pick<FleetMachine, 'id' | 'name'>[];
  said?: (n: number) => string;
}) {
  const { t } = useSpeech();
  const nameOf = (id: string) => machines.find((machine) => machine.id === id)?.name ?? id;
  return (
    <div className="mt-1">
      <b className="text-bad">{(said ?? t.fleet.refused)(refused.length)}</b>
      <ul className="list-disc pl-5">
        {refused.slice(0, SHOWN).map(({ machineId, message, next }) => (
          <li key={machineId}>
            {nameOf(machineId)}: {message} {next}
          </li>
        ))}
      </ul>
      {refused.length > SHOWN && t.fleet.ask.andMore(refused.length - SHOWN)}
    </div>
  );
}
