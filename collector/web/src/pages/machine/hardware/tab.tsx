import { useQuery } from '@tanstack/react-query';
import { hardwareQuery } from '../../../api/queries.ts';
import { Ago } from '../../../components/ago.tsx';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { Loading } from '../../../components/loading.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useAsk } from '../use-ask.ts';
import { useMachine } from '../use-machine.ts';
import { HardwareDisks } from './disks.tsx';
import { HardwareFacts } from './facts.tsx';
import { Guests } from './guests.tsx';
import { HardwareLists } from './lists.tsx';

/** What a machine is made of, and what is wrong with it. */
export function HardwareTab() {
  const { t } = useSpeech();
  const words = t.hardware;
  const { id } = useMachine();
  const { data, error, refetch } = useQuery(hardwareQuery(id));
  const mayRun = useMay('actions:run');
  const ask = useAsk(id);
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const report = data?.report ?? null;
  if (report === null) return <Empty what={words.none} next={words.noneNext} />;
  const { warnings, isContainer, probe } = report;
  return (
    <div className="grid grid-cols-1 gap-4">
      <section className="panel p-4">
        <h2 className="mb-2 font-semibold">{words.state}</h2>
        {isContainer && <p>{words.container}</p>}
        {!isContainer && warnings.length === 0 && <p>{probe === null ? words.fineUnprobed : words.fine}</p>}
        <ul className="grid gap-1">
          {warnings.map(({ code, component, severity, message }) => (
            <li
              key={`${code} ${component}`}
              lang="en"
              className={`font-medium break-words ${severity === 'error' ? 'text-bad' : 'text-warn'}`}
            >
              {message}
            </li>
          ))}
        </ul>
        <p className="mt-2 text-muted">
          {words.checked} <Ago at={data?.confirmedAt ?? null} />.{' '}
          {probe === null ? (
            words.notProbed
          ) : (
            <>
              {words.probed} <Ago at={probe.at} />.
            </>
          )}
        </p>
        {mayRun && !isContainer && (
          <Button
            className="mt-3"
            disabled={ask.isPending}
            onClick={() => ask.mutate({ action: 'hardware_probe' })}
          >
            {t.codes.actions.hardware_probe}
          </Button>
        )}
      </section>
      <HardwareFacts report={report} />
      <HardwareDisks disks={report.disks} probe={probe} />
      <HardwareLists report={report} />
      <Guests machineId={id} />
    </div>
  );
}
