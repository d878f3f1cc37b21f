import { MessageList } from '../components/message-list.tsx';
import { useTitle } from '../hooks/use-title.ts';
import { useSpeech } from '../i18n/locale.tsx';

/** What a person should read of what the fleet reports. */
export function MessagesPage() {
  const { t } = useSpeech();
  useTitle(t.messages.title);
  return (
    <>
      <h1 className="mb-3 text-lg font-semibold">{t.messages.title}</h1>
      <MessageList />
    </>
  );
}
