import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { LEAST_PASSWORD } from '../../session/least-password.ts';

/** Asks for the new password of somebody else. */
export function NewPassword({
  username,
  isBusy,
  onGive,
  onClose,
}: {
  username: string;
  isBusy: boolean;
  onGive: (password: string) => void;
  onClose: () => void;
}) {
  const { t } = useSpeech();
  const words = t.settings.users;
  const [password, setPassword] = useState('');
  return (
    <Dialog title={words.setPasswordOf(username)} onClose={onClose}>
      <form
        className="grid grid-cols-1 gap-4 text-left"
        onSubmit={(event) => {
          event.preventDefault();
          onGive(password);
        }}
      >
        <Field
          label={t.settings.password.next}
          type="password"
          autoComplete="new-password"
          minLength={LEAST_PASSWORD}
          value={password}
          onText={setPassword}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" look="primary" disabled={isBusy}>
            {words.setPassword}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
