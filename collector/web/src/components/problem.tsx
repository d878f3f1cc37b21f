import { ApiProblem, UNREACHABLE } from '../api/request.ts';
import { useSpeech } from '../i18n/locale.tsx';
import { Button } from './button.tsx';

/** What went wrong in one sentence, and the next step in another. */
export function useProblemWords(): (error: unknown) => {
  what: string;
  next: string;
  language: string | undefined;
} {
  const { t, locale } = useSpeech();
  return (error) => {
    if (!(error instanceof ApiProblem)) return { what: String(error), next: '', language: undefined };
    if (error.code === UNREACHABLE && error.status === 0)
      return { what: t.common.unreachable, next: t.common.unreachableNext, language: undefined };
    if (error.code === 'scope_missing') return { what: t.common.mayNot, next: '', language: undefined };
    const fields = error.fields.map(({ path, message }) => `${path} ${message}.`).join(' ');
    return {
      what: [error.message, fields].filter(Boolean).join(' '),
      next: error.next,
      // The collector speaks English.
      language: locale === 'en' ? undefined : 'en',
    };
  };
}

/** An error where its answer would have been. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useSpeech();
  const { what, next, language } = useProblemWords()(error);
  const requestId = error instanceof ApiProblem ? error.requestId : null;
  return (
    <div role="alert" className="panel border-bad p-4">
      <p lang={language} className="font-medium text-bad">
        {what}
      </p>
      {next !== '' && (
        <p lang={language} className="mt-1">
          {next}
        </p>
      )}
      {requestId !== null && <p className="mt-1 text-muted">{t.common.requestId(requestId)}</p>}
      {onRetry && (
        <Button className="mt-3" onClick={onRetry}>
          {t.common.retry}
        </Button>
      )}
    </div>
  );
}
