import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { en, type Messages } from './en/index.ts';
import { type Format, formatOf } from './format.ts';

export const LOCALES = { en: 'English', fr: 'Français' } as const;
export type Locale = keyof typeof LOCALES;

const KEY = 'suivi.locale';

interface Speech {
  readonly locale: Locale;
  readonly t: Messages;
  readonly f: Format;
  setLocale(locale: Locale): void;
}

const SpeechContext = createContext<Speech>({
  locale: 'en',
  t: en,
  f: formatOf('en'),
  setLocale: () => undefined,
});

/** What the page says and how it writes numbers: `t` has the sentences, `f` formats. */
export const useSpeech = (): Speech => use(SpeechContext);

/** The language that was chosen, or else the browser's first one that there is. */
export function preferredLocale(): Locale {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages];
  const found = wanted.find((language) => language && language.slice(0, 2) in LOCALES);
  return found?.startsWith('fr') ? 'fr' : 'en';
}

/** The language as the browser's owner writes it (`en-GB`), for clocks and numbers. */
const regionOf = (locale: Locale): string =>
  navigator.languages.find((language) => language.split('-')[0] === locale) ?? locale;

/** English comes with the page; other languages are loaded when they are wanted. */
export const loadMessages = async (locale: Locale): Promise<Messages> =>
  locale === 'fr' ? (await import('./fr/index.ts')).fr : en;

/** Gives the language to everything inside. `first` is already loaded, so that nothing is shown in another one before. */
export function SpeechProvider({
  first,
  children,
}: {
  first: { locale: Locale; t: Messages };
  children: ReactNode;
}) {
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    document.documentElement.lang = spoken.locale;
  }, [spoken.locale]);
  const speech = useMemo(
    () => ({
      ...spoken,
      f: formatOf(regionOf(spoken.locale)),
      setLocale(locale: Locale) {
        localStorage.setItem(KEY, locale);
        void loadMessages(locale).then((t) => setSpoken({ locale, t }));
      },
    }),
    [spoken],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}
