import { useQuery } from '@tanstack/react-query';
import { healthQuery } from '../api/health.ts';
import { useSpeech } from '../i18n/locale.tsx';

/** Tells that the collector cannot store something, why, and what to do. */
export function HealthBar() {
  const { t } = useSpeech();
  const { data: problem } = useQuery(healthQuery);
  return (
    <div role="status">
      {problem && (
        <p className="border-b border-bad bg-bad-tint px-4 py-2 text-center text-bad">
          <b>{problem.code === 'reports_unavailable' ? t.common.cannotStoreReports : t.common.cannotStore}</b>{' '}
          <span lang="en">
            {problem.message} {problem.next}
          </span>{' '}
          <code>{problem.code}</code>
        </p>
      )}
    </div>
  );
}
