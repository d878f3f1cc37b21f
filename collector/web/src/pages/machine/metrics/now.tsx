import type { Filesystem, MetricsWarning } from '@suivi/shared';
import { useQuery } from '@tanstack/react-query';
import { metricsQuery } from '../../../api/queries.ts';
import { useAgo } from '../../../components/ago.tsx';
import { Bar } from '../../../components/bar.tsx';
import { Empty } from '../../../components/empty.tsx';
import { Loading } from '../../../components/loading.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

/** How a machine is doing now: load, memory and disks, each as a number beside its bar. */
export function MetricsNow({ machineId }: { machineId: string }) {
  const { t, f } = useSpeech();
  const { metrics } = t.machine;
  const ago = useAgo();
  const { data } = useQuery(metricsQuery(machineId));
  if (data === undefined) return <Loading />;
  if (data === null) return <Empty what={metrics.none} next={metrics.noneNext} />;
  const disks: Filesystem[] = JSON.parse(data.filesystemsJson ?? '[]');
  const warnings: MetricsWarning[] = JSON.parse(data.warningsJson ?? '[]');
  const isWarned = (code: MetricsWarning['code'], mount?: string) =>
    warnings.some((each) => each.code === code && each.mount === mount);
  const { hottestSensor, hottestCelsius } = data;
  const { cpuLoad1, cpuCores, memoryUsedBytes, memoryTotalBytes, memoryUsedPercent } = data;
  return (
    <section className="panel p-4">
      {warnings.map(({ message }) => (
        <p key={message} lang="en" className="mb-2 font-medium text-warn">
          {message}
        </p>
      ))}
      <dl className="grid gap-3 sm:grid-cols-2">
        <Measure
          name={metrics.load}
          isWarned={isWarned('load_high')}
          percent={cpuLoad1 === null || !cpuCores ? null : (100 * cpuLoad1) / cpuCores}
          words={cpuLoad1 === null ? null : `${f.number(cpuLoad1)}, ${metrics.cores(cpuCores ?? 0)}`}
        />
        <Measure
          name={metrics.memory}
          isWarned={isWarned('memory_almost_full')}
          percent={memoryUsedPercent}
          words={
            memoryUsedBytes === null || memoryTotalBytes === null
              ? null
              : metrics.of(f.bytes(memoryUsedBytes), f.bytes(memoryTotalBytes))
          }
        />
        <Measure
          name={metrics.temperature}
          isWarned={isWarned('temperature_high')}
          percent={hottestCelsius}
          words={
            hottestCelsius === null
              ? metrics.noSensor
              : metrics.sensor(f.number(hottestCelsius), hottestSensor ?? '')
          }
        />
        {disks.map((disk) => (
          <Measure
            key={disk.mount}
            name={disk.mount}
            isWarned={isWarned('disk_full', disk.mount) || isWarned('disk_almost_full', disk.mount)}
            percent={disk.usedPercent}
            words={metrics.of(f.bytes(disk.usedBytes), f.bytes(disk.sizeBytes))}
          />
        ))}
      </dl>
      <p className="mt-3 text-muted">{metrics.at(ago(data.collectedAt))}</p>
    </section>
  );
}

function Measure({
  name,
  percent,
  words,
  isWarned,
}: {
  name: string;
  percent: number | null;
  words: string | null;
  isWarned: boolean;
}) {
  const { t } = useSpeech();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1">
      <dt className="break-all">{name}</dt>
      <dd className="text-muted">{words ?? t.common.unknown}</dd>
      <dd className="col-span-2">
        <Bar percent={percent} isFull={isWarned} />
      </dd>
    </div>
  );
}
