import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { makeUser, usersQuery } from '../../api/settings.ts';
import type { User } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { LEAST_PASSWORD } from '../../session/least-password.ts';
import { useRoles } from './use-roles.ts';

/** One more user, with a first password to pass on. */
export function NewUser() {
  const { t } = useSpeech();
  const words = t.settings.users;
  const notify = useNotify();
  const client = useQueryClient();
  const roles = useRoles();
  const titleId = useId();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<User['role']>('viewer');
  const make = useMutation({
    mutationFn: () => makeUser({ username, password, role }),
    async onSuccess(user) {
      setUsername('');
      setPassword('');
      notify.say(words.made(user.username));
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
  });
  return (
    <form
      className="panel grid max-w-2xl grid-cols-1 gap-4 p-4"
      aria-labelledby={titleId}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <h2 id={titleId} className="font-semibold">
        {words.add}
      </h2>
      <Field
        label={words.name}
        autoComplete="off"
        autoCapitalize="none"
        maxLength={64}
        value={username}
        onText={setUsername}
      />
      <Field
        label={words.password}
        type="password"
        autoComplete="new-password"
        minLength={LEAST_PASSWORD}
        value={password}
        onText={setPassword}
      />
      <Select label={words.role} value={role} choices={roles} onChange={setRole} />
      {make.error && <ProblemNote error={make.error} />}
      <div>
        <Button type="submit" look="primary" disabled={make.isPending}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}
