import { useSpeech } from '../i18n/locale.tsx';

/** A reason by its code: in other languages than English our own sentence, with the collector's on hover. */
export function Reason({ code, message }: { code: string; message: string }) {
  const { t } = useSpeech();
  const ours = t.codes.reasons[code];
  return ours === undefined ? <span>{message}</span> : <span title={message}>{ours}</span>;
}
