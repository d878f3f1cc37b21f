import { useEffect, useState } from 'react';
import { useSpeech } from '../i18n/locale.tsx';

/** Says that something is on its way; not at once, so that what is quick does not flicker. */
export function Loading({ what }: { what?: string }) {
  const { t } = useSpeech();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" aria-busy="true" className="p-4 text-muted">
      {isSlow ? (what ?? t.common.loading) : ''}
    </p>
  );
}
