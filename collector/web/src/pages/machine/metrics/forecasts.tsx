import type { MetricsHistory } from '../../../api/types.ts';
import { useSpeech } from '../../../i18n/locale.tsx';

/** With fewer days left than this, the estimate is said louder. */
const SOON_DAYS = 14;

/** When each file system will be full, if it goes on like this. */
export function Forecasts({ forecasts }: Pick<MetricsHistory, 'forecasts'>) {
  const { t, f } = useSpeech();
  const words = t.metrics;
  if (forecasts.length === 0) return null;
  return (
    <section className="panel p-4">
      <h2 className="mb-2 font-semibold">{words.forecast}</h2>
      <dl className="grid grid-cols-[minmax(4rem,auto)_1fr] gap-x-6 gap-y-1.5">
        {forecasts.map(({ mount, forecast }) => (
          <div key={mount} className="contents">
            <dt className="break-all text-muted">{mount}</dt>
            {forecast.kind === 'full_in_days' ? (
              <dd className={forecast.days < SOON_DAYS ? 'font-medium text-warn' : ''}>
                {words.fullIn(forecast.days, f.number(forecast.percentPerDay))}
              </dd>
            ) : (
              <dd className="text-muted">
                {forecast.kind === 'not_growing' ? words.notGrowing : words.notKnown[forecast.reason]}
              </dd>
            )}
          </div>
        ))}
      </dl>
      <p className="mt-2 text-muted">{words.forecastHow}</p>
    </section>
  );
}
