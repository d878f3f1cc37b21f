import { useCallback, useEffect, useState } from 'react';

/** The colours of the theme by their names, for what is drawn by script; another function whenever the theme changes. */
export function useColours(): (name: string) => string {
  const [theme, setTheme] = useState(0);
  useEffect(() => {
    const changed = () => setTheme((before) => before + 1);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', changed);
    const watch = new MutationObserver(changed);
    watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      dark.removeEventListener('change', changed);
      watch.disconnect();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is what the answers depend on
  return useCallback(
    (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim(),
    [theme],
  );
}
