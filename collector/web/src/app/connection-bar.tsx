import { useSpeech } from '../i18n/locale.tsx';
import { useConnection } from '../live/live.tsx';

/** Tells that what is shown is no longer live, and since when. */
export function ConnectionBar() {
  const { t, f } = useSpeech();
  const { state, since } = useConnection();
  return (
    <div role="status">
      {state === 'lost' && since !== null && (
        <p className="border-b border-warn bg-warn-tint px-4 py-2 text-center text-warn">
          <b>{t.common.lost(f.clock(new Date(since).toISOString()))}</b> {t.common.lostNext}
        </p>
      )}
    </div>
  );
}
