import { useSpeech } from '../i18n/locale.tsx';
import { Button } from './button.tsx';

/** The end of a list that goes on. */
export function More({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  const { t } = useSpeech();
  if (!query.hasNextPage) return null;
  return (
    <p className="mt-3 text-center">
      <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t.common.more}
      </Button>
    </p>
  );
}
