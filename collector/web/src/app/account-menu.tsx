import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../components/menu.tsx';
import { useNotify } from '../components/notices.tsx';
import { useTheme } from '../hooks/use-theme.ts';
import { LOCALES, useSpeech } from '../i18n/locale.tsx';
import { keepSession, sessionQuery, signOut } from '../session/session.ts';

/** Language, theme, keys, and the way out. */
export function AccountMenu({ onKeys }: { onKeys: () => void }) {
  const { t, locale, setLocale } = useSpeech();
  const [theme, setTheme] = useTheme();
  const { data: session } = useQuery(sessionQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const notify = useNotify();
  const leave = useMutation({
    mutationFn: signOut,
    onError: notify.problem,
    async onSuccess() {
      keepSession(null);
      client.clear();
      await navigate({ to: '/login' });
    },
  });
  return (
    <Menu label={session?.user.username ?? t.common.account} look="quiet">
      <MenuChoice label={t.common.language} value={locale} choices={LOCALES} onChange={setLocale} />
      <MenuLine />
      <MenuChoice label={t.common.theme} value={theme} choices={t.common.themes} onChange={setTheme} />
      <MenuLine />
      <MenuItem onSelect={() => void navigate({ to: '/settings' })}>{t.common.settings}</MenuItem>
      <MenuItem onSelect={onKeys}>{t.common.keys}</MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => leave.mutate()}>{t.common.signOut}</MenuItem>
    </Menu>
  );
}
