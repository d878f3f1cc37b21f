import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeUser, deleteUser, type UserChange, usersQuery } from '../../api/settings.ts';
import type { User } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Menu, MenuItem, MenuLine } from '../../components/menu.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { NewPassword } from './new-password.tsx';
import { useRoles } from './use-roles.ts';

/** One user, with what can be done about them. */
export function UserRow({ user, isMe }: { user: User; isMe: boolean }) {
  const { t } = useSpeech();
  const words = t.settings.users;
  const { id, username, role, disabledAt, totpEnabled, lastLoginAt } = user;
  const notify = useNotify();
  const client = useQueryClient();
  const roles = useRoles();
  const [asks, setAsks] = useState<'removal' | 'password' | null>(null);
  const done = async () => {
    setAsks(null);
    await client.invalidateQueries({ queryKey: usersQuery.queryKey });
  };
  const change = useMutation({
    mutationFn: (patch: UserChange) => changeUser(id, patch),
    onError: notify.problem,
    async onSuccess() {
      notify.say(t.common.saved);
      await done();
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteUser(id),
    onError: notify.problem,
    async onSuccess() {
      notify.say(words.removed(username));
      await done();
    },
  });
  return (
    <tr>
      <td className="font-medium break-words">
        {username}
        {isMe && <span className="ml-2 font-normal text-muted">({words.you})</span>}
        {disabledAt !== null && <span className="ml-2 font-normal text-bad">{words.disabled}</span>}
      </td>
      <td>
        <select
          className="field"
          aria-label={`${words.role}: ${username}`}
          value={role}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ role: event.target.value as User['role'] })}
        >
          {roles.map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </select>
      </td>
      <td>{totpEnabled ? t.common.yes : t.common.no}</td>
      <td className="whitespace-nowrap">
        <Ago at={lastLoginAt} absent={t.common.never} />
      </td>
      <td className="text-right">
        <Menu label={words.more(username)} isIcon icon={<span aria-hidden="true">⋯</span>} look="quiet">
          <MenuItem onSelect={() => setAsks('password')}>{words.setPassword}</MenuItem>
          {totpEnabled && (
            <MenuItem onSelect={() => change.mutate({ totpEnabled: false })}>{words.removeFactor}</MenuItem>
          )}
          <MenuItem onSelect={() => change.mutate({ disabled: disabledAt === null })}>
            {disabledAt === null ? words.disable : words.enable}
          </MenuItem>
          <MenuLine />
          <MenuItem isDangerous onSelect={() => setAsks('removal')}>
            {words.remove}
          </MenuItem>
        </Menu>
        {asks === 'password' && (
          <NewPassword
            username={username}
            isBusy={change.isPending}
            onGive={(password) => change.mutate({ password })}
            onClose={() => setAsks(null)}
          />
        )}
        {asks === 'removal' && (
          <Confirm
            title={words.askRemove(username)}
            action={words.remove}
            isDangerous
            isBusy={remove.isPending}
            onConfirm={() => remove.mutate()}
            onClose={() => setAsks(null)}
          >
            <p>{words.removeBody}</p>
          </Confirm>
        )}
      </td>
    </tr>
  );
}
