import { Link, Outlet } from '@tanstack/react-router';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';

const TAB =
  'border-b-2 border-transparent px-3 py-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink';

/** Your account, for who may add machines the enrolment tokens, and for administrators the people, the programs and the warnings. */
export function SettingsPage() {
  const { t } = useSpeech();
  const { tabs, parts } = t.settings;
  const mayManage = useMay('clients:admin');
  const mayAdd = useMay('machines:write');
  useTitle(t.common.settings);
  return (
    <>
      <h1 className="text-lg font-semibold">{t.common.settings}</h1>
      <nav aria-label={parts} className="mt-3 mb-4 flex overflow-x-auto border-b border-line">
        <Link to="/settings" className={TAB} activeOptions={{ exact: true }}>
          {tabs.account}
        </Link>
        {mayAdd && (
          <Link to="/settings/tokens" className={TAB}>
            {tabs.tokens}
          </Link>
        )}
        <Link to="/settings/retention" className={TAB}>
          {tabs.retention}
        </Link>
        {mayManage && (
          <>
            <Link to="/settings/users" className={TAB}>
              {tabs.users}
            </Link>
            <Link to="/settings/clients" className={TAB}>
              {tabs.clients}
            </Link>
            <Link to="/settings/warnings" className={TAB}>
              {t.thresholds.tab}
            </Link>
          </>
        )}
      </nav>
      <Outlet />
    </>
  );
}
