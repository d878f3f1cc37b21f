import { useSyncExternalStore } from 'react';

const WIDE = '(min-width: 40rem)';

const subscribe = (listener: () => void) => {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** How high a row is, in pixels: one line, or two on a phone. */
export const useRowHeight = (): number =>
  useSyncExternalStore(subscribe, () => (window.matchMedia(WIDE).matches ? 44 : 68));
