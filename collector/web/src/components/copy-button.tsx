import { useState } from 'react';
import { useSpeech } from '../i18n/locale.tsx';
import { copyText } from '../text/copy.ts';
import { Button, type Look } from './button.tsx';
import { useNotify } from './notices.tsx';

const SAID_MS = 2000;

/** Copies a text, and says so. */
export function CopyButton({ text, look = 'plain' }: { text: () => string; look?: Look }) {
  const { t } = useSpeech();
  const notify = useNotify();
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    copyText(text()).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), SAID_MS);
    }, notify.problem);
  return (
    <Button look={look} onClick={() => void copy()}>
      <span aria-live="polite">{isCopied ? t.common.copied : t.common.copy}</span>
    </Button>
  );
}
