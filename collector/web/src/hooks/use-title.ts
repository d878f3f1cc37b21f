import { useEffect } from 'react';

/** The title of the page: what is shown, then the product. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Suivi`;
  }, [title]);
}
