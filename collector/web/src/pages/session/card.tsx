import type { ReactNode } from 'react';
import { Menu, MenuChoice } from '../../components/menu.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { LOCALES, useSpeech } from '../../i18n/locale.tsx';

/** A page of its own for who is not signed in. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const { t, locale, setLocale } = useSpeech();
  useTitle(title);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-4 py-8">
      <div className="flex items-center gap-3">
        <img src="/icon.svg" alt="" className="size-8" />
        <h1 className="grow text-lg font-semibold">{title}</h1>
        <Menu label={t.common.language} look="quiet">
          <MenuChoice label={t.common.language} value={locale} choices={LOCALES} onChange={setLocale} />
        </Menu>
      </div>
      {children}
    </main>
  );
}
