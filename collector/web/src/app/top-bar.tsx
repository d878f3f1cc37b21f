import { Link } from '@tanstack/react-router';
import { buttonClass } from '../components/button.tsx';
import { useSpeech } from '../i18n/locale.tsx';
import { useMay } from '../session/session.ts';
import { AccountMenu } from './account-menu.tsx';

const LINK =
  'rounded-md px-2.5 py-1.5 text-muted hover:bg-raised hover:text-ink aria-[current=page]:bg-tint aria-[current=page]:font-medium aria-[current=page]:text-accent';

/** The rooms, the palette, and what belongs to the person. */
export function TopBar({ onPalette, onKeys }: { onPalette: () => void; onKeys: () => void }) {
  const { t } = useSpeech();
  const mayAdd = useMay('machines:write');
  return (
    <header className="border-b border-line bg-panel">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
        <Link to="/" className="flex items-center gap-2 text-base font-semibold">
          <img src="/icon.svg" alt="" className="size-6" />
          {t.common.product}
        </Link>
        <nav
          aria-label={t.common.rooms}
          className="order-last -mx-1 flex w-full gap-0.5 overflow-x-auto p-1 sm:order-none sm:w-auto"
        >
          <Link to="/" className={LINK} activeOptions={{ exact: true, includeSearch: false }}>
            {t.common.fleet}
          </Link>
          <Link to="/packages" className={LINK}>
            {t.common.packages}
          </Link>
          <Link to="/profiles" className={LINK}>
            {t.profiles.title}
          </Link>
          <Link to="/messages" className={LINK}>
            {t.common.messages}
          </Link>
          <Link to="/timeline" className={LINK}>
            {t.common.timeline}
          </Link>
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <button
            type="button"
            className={`${buttonClass('plain')} text-muted`}
            onClick={onPalette}
            title={t.common.palette}
          >
            {t.common.search} <kbd className="hidden font-mono sm:inline">Ctrl K</kbd>
          </button>
          {mayAdd && (
            <Link to="/add" className={buttonClass('plain')}>
              <span aria-hidden="true">+</span>
              <span className="sr-only lg:not-sr-only">{t.common.addMachine}</span>
            </Link>
          )}
          <AccountMenu onKeys={onKeys} />
        </div>
      </div>
    </header>
  );
}
