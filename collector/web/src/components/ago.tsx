import { useNow } from '../hooks/use-now.ts';
import { useSpeech } from '../i18n/locale.tsx';

/** A time as `3 minutes ago`, with the exact one on hover; what has no time yet is said so. */
export function Ago({ at, absent }: { at: string | null; absent?: string }) {
  const { t, f } = useSpeech();
  const now = useNow();
  if (at === null) return <>{absent ?? t.common.unknown}</>;
  return (
    <time dateTime={at} title={f.exact(at)}>
      {f.ago(at, Math.max(now, Date.parse(at)))}
    </time>
  );
}

/** `3 minutes ago` as a text, for sentences. */
export function useAgo(): (at: string) => string {
  const { f } = useSpeech();
  const now = useNow();
  return (at) => f.ago(at, now);
}
