import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { buttonClass } from '../components/button.tsx';
import { Empty } from '../components/empty.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { useSpeech } from '../i18n/locale.tsx';

/** An address that leads nowhere. */
export function Unknown() {
  const { t } = useSpeech();
  return (
    <main className="mx-auto max-w-3xl p-4">
      <h1 className="sr-only">{t.common.notFound}</h1>
      <Empty what={t.common.notFound}>
        <Link to="/" className={buttonClass('primary')}>
          {t.common.notFoundNext}
        </Link>
      </Empty>
    </main>
  );
}

/** A room that could not be opened. */
export const RouteProblem = ({ error, reset }: ErrorComponentProps) => (
  <div className="mx-auto max-w-3xl p-4">
    <ProblemNote error={error} onRetry={reset} />
  </div>
);
