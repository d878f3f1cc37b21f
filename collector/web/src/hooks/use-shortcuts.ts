import { useEffect, useRef } from 'react';

/** Whether what is typed belongs to a field. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(target.type)));

const nameOf = ({ key, ctrlKey, metaKey }: KeyboardEvent): string =>
  `${ctrlKey || metaKey ? 'Ctrl-' : ''}${key.length === 1 ? key.toLowerCase() : key}`;

/**
 * Single keys, as long as nobody is typing and no dialog is open. `Ctrl-K` stands for ⌘-K too. What returns false leaves
 * the key to the browser.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => unknown>>): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const name = nameOf(event).replace(/^Ctrl-(.)$/, (_, key: string) => `Ctrl-${key.toUpperCase()}`);
      const isChord = name.startsWith('Ctrl-');
      if (!isChord && (isTyping(event.target) || document.querySelector('dialog[open], [role=menu]'))) return;
      const run = latest.current[name];
      if (run && run() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
