import { Link } from '@tanstack/react-router';
import { Button, buttonClass } from '../../components/button.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleet } from '../../live/live.tsx';
import { Steps } from './steps.tsx';

/** Turns as the machine comes: waiting, enrolled, first analysis. `before` are the machines that were there before. */
export function Arrival({ before, onAnother }: { before: ReadonlySet<string>; onAnother: () => void }) {
  const { t } = useSpeech();
  const { add } = t;
  const machine = useFleet()?.find(({ id, quarantine }) => !before.has(id) && quarantine === null);
  const step = machine === undefined ? 0 : machine.updates === null ? 1 : 2;
  const steps = [add.steps.waiting, add.steps.enrolled, add.steps.analysed];
  return (
    <section className="panel p-4">
      <Steps words={steps} step={step} />
      <div role="status">
        {machine && (
          <p className="mt-4 flex flex-wrap items-center gap-3">
            <b>{add.done(machine.name)}</b>
            <Link
              to="/machines/$machineId"
              params={{ machineId: machine.id }}
              className={buttonClass('primary')}
            >
              {add.open}
            </Link>
            <Button onClick={onAnother}>{add.another}</Button>
          </p>
        )}
      </div>
    </section>
  );
}
