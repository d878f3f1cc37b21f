import { type ReactNode, useEffect, useId, useRef } from 'react';

/** A modal dialog of the browser's own: it keeps the focus inside, and gives it back. `onClose` also by Escape. */
export function Dialog({
  title,
  onClose,
  children,
  isTop = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  isTop?: boolean;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key; the click is for the ground around it
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      // A dialog that was closed and shown again before this is told is open.
      onClose={() => !ref.current?.open && onClose()}
      onClick={(event) => event.target === ref.current && onClose()}
      className={`panel mx-auto w-[min(36rem,calc(100vw-2rem))] p-0 shadow-xl ${isTop ? 'mt-[10vh]' : 'my-auto'}`}
    >
      <div className="p-5">
        <h2 id={titleId} className="mb-3 text-lg font-semibold break-words">
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
