import { type RefObject, useLayoutEffect, useState } from 'react';

/** How far below the top of the document an element begins, in pixels; measured anew when the document changes its size, not while it scrolls. */
export function useTopOf(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop((element.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    // What stands above the element, and with it the page's own width.
    for (
      let above = element.current?.parentElement?.previousElementSibling;
      above;
      above = above.previousElementSibling
    )
      observer.observe(above);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
