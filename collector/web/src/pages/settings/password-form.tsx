import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { changePassword, ownSessionsQuery } from '../../api/settings.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { LEAST_PASSWORD } from '../../session/least-password.ts';

/** Another password for oneself. */
export function PasswordForm({ username }: { username: string }) {
  const { t } = useSpeech();
  const words = t.settings.password;
  const notify = useNotify();
  const client = useQueryClient();
  const titleId = useId();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword({ current, password }),
    async onSuccess() {
      setCurrent('');
      setPassword('');
      notify.say(words.changed);
      await client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });
  return (
    <form
      className="panel grid grid-cols-1 gap-4 p-4"
      aria-labelledby={titleId}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <h2 id={titleId} className="font-semibold">
        {words.title}
      </h2>
      <input type="text" hidden readOnly autoComplete="username" value={username} />
      <Field
        label={words.current}
        type="password"
        autoComplete="current-password"
        value={current}
        onText={setCurrent}
      />
      <Field
        label={words.next}
        type="password"
        autoComplete="new-password"
        minLength={LEAST_PASSWORD}
        value={password}
        onText={setPassword}
      />
      {change.error && <ProblemNote error={change.error} />}
      <div>
        <Button type="submit" look="primary" disabled={change.isPending}>
          {words.change}
        </Button>
      </div>
    </form>
  );
}
