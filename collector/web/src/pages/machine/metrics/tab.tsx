import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { historyQuery } from '../../../api/queries.ts';
import { Loading } from '../../../components/loading.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { SPAN_NAMES } from '../../../metrics/spans.ts';
import { Forecasts } from './forecasts.tsx';
import { MetricsNow } from './now.tsx';
import { Plots } from './plots.tsx';

const route = getRouteApi('/app/machines/$machineId/metrics');

/** How a machine is doing, now and until now. */
export function MetricsTab() {
  const { t } = useSpeech();
  const { machineId } = route.useParams();
  const { span = 'hour' } = route.useSearch();
  const { data, error, refetch } = useQuery({
    ...historyQuery(machineId, span),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="grid grid-cols-1 gap-4">
      <MetricsNow machineId={machineId} />
      <nav aria-label={t.metrics.span} className="flex flex-wrap gap-2">
        {SPAN_NAMES.map((each) => (
          <Link
            key={each}
            to="/machines/$machineId/metrics"
            params={{ machineId }}
            search={each === 'hour' ? {} : { span: each }}
            activeOptions={{ exact: true, explicitUndefined: true }}
            aria-current={each === span ? 'page' : undefined}
            className="rounded-md border border-line-strong px-3 py-1.5 aria-[current=page]:border-accent aria-[current=page]:bg-tint aria-[current=page]:font-medium"
          >
            {t.metrics.spans[each]}
          </Link>
        ))}
      </nav>
      {error && !data && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {data ? (
        <>
          <Plots history={data} span={span} />
          <Forecasts forecasts={data.forecasts} />
        </>
      ) : (
        !error && <Loading />
      )}
    </div>
  );
}
