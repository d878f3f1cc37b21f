import type { ReactNode } from 'react';
import { useSpeech } from '../i18n/locale.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks once, naming what and where; the button says what it does. */
export function Confirm({
  title,
  children,
  action,
  isDangerous = false,
  isBusy = false,
  keep,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  action: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  keep?: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { t } = useSpeech();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="text-muted">{children}</div>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{keep ?? t.common.cancel}</Button>
        <Button look={isDangerous ? 'danger' : 'primary'} onClick={onConfirm} disabled={isBusy}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
