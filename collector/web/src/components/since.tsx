import { useSpeech } from '../i18n/locale.tsx';
import { Ago } from './ago.tsx';

/** When something pending was first seen so; in words where that is not known. */
export function Since({ at }: { at: string | null }) {
  const { t } = useSpeech();
  if (at === null) return t.packages.sinceUnknown;
  return (
    <>
      {t.packages.since} <Ago at={at} />
    </>
  );
}
