import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'suivi.theme';

/** The chosen theme; `system` follows the system. Kept in this browser; `public/theme.js` reads it before the first paint. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = document.documentElement.dataset['theme'];
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  });
  return [
    theme,
    (chosen) => {
      setTheme(chosen);
      if (chosen === 'system') {
        delete document.documentElement.dataset['theme'];
        localStorage.removeItem(KEY);
      } else {
        document.documentElement.dataset['theme'] = chosen;
        localStorage.setItem(KEY, chosen);
      }
    },
  ];
}
