import { EventList } from '../components/event-list.tsx';
import { useTitle } from '../hooks/use-title.ts';
import { useSpeech } from '../i18n/locale.tsx';

/** What has happened on the fleet, whoever did it. */
export function TimelinePage() {
  const { t } = useSpeech();
  useTitle(t.timeline.title);
  return (
    <>
      <h1 className="mb-3 text-lg font-semibold">{t.timeline.title}</h1>
      <EventList />
    </>
  );
}
