import { Outlet, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { useSpeech } from '../i18n/locale.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { HealthBar } from './health-bar.tsx';
import { KeyHelp } from './key-help.tsx';
import { Palette } from './palette.tsx';
import { TopBar } from './top-bar.tsx';

type Overlay = 'palette' | 'keys' | null;

/** What stands around every room. */
export function Shell() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [overlay, setOverlay] = useState<Overlay>(null);
  useShortcuts({
    'Ctrl-K': () => setOverlay('palette'),
    '?': () => setOverlay('keys'),
    g: () => void navigate({ to: '/' }),
    p: () => void navigate({ to: '/packages' }),
  });
  const close = () => setOverlay(null);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="panel absolute top-2 left-2 z-50 -translate-y-20 px-3 py-2 focus:translate-y-0"
      >
        {t.common.skip}
      </a>
      <TopBar onPalette={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
      <ConnectionBar />
      <HealthBar />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-7xl grow px-4 py-4 outline-none">
        <Outlet />
      </main>
      {overlay === 'palette' && <Palette onClose={close} />}
      {overlay === 'keys' && <KeyHelp onClose={close} />}
    </div>
  );
}
