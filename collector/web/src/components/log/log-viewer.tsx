import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useShortcuts } from '../../hooks/use-shortcuts.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { followLog } from './follow-log.ts';
import { LogText } from './log-text.ts';
import { LogTools } from './log-tools.tsx';
import { useLogSearch } from './use-log-search.ts';

const LINE_PX = 20;
const AT_END_PX = 40;

/**
 * A log that follows its end until somebody scrolls up, with search, copy and download. Plain text of which only the lines in
 * view are in the document: a terminal emulator would draw apt's plain output on a canvas, where neither the browser's own
 * selection nor a screen reader finds it.
 */
export function LogViewer({ executionId }: { executionId: string }) {
  const { t } = useSpeech();
  const [log] = useState(() => new LogText());
  const [isEnded, setEnded] = useState(false);
  const [isFollowing, setFollowing] = useState(true);
  const version = useSyncExternalStore(log.subscribe, log.version);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    log.clear();
    return followLog(executionId, log, () => setEnded(true));
  }, [executionId, log]);

  const lines = useVirtualizer({
    count: log.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  const search = useLogSearch(log, version, (line) => {
    setFollowing(false);
    lines.scrollToIndex(line, { align: 'center' });
  });
  useEffect(() => {
    if (isFollowing && version > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [isFollowing, version]);
  useShortcuts({ '/': () => field.current?.focus() });

  const onScroll = () => {
    const { current } = box;
    if (current) setFollowing(current.scrollHeight - current.scrollTop - current.clientHeight < AT_END_PX);
  };
  return (
    <section aria-label={t.run.log} className="panel overflow-hidden">
      <LogTools
        log={log}
        executionId={executionId}
        search={search}
        field={field}
        follow={isEnded ? null : { isOn: isFollowing, set: setFollowing }}
      />
      <div
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label={t.run.log}
        lang="en"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        className="h-[50vh] min-h-60 overflow-auto bg-ground font-mono"
      >
        {log.length === 0 && (
          <p className="p-3 text-muted" lang={document.documentElement.lang}>
            {t.run.logEmpty}
          </p>
        )}
        <div className="relative w-max min-w-full" style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map(({ index, key, start }) => (
            <div
              key={key}
              className={`absolute top-0 left-0 min-w-full px-3 whitespace-pre ${search.isHit(index) ? 'bg-warn-tint' : ''} ${search.current === index ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
              style={{ height: LINE_PX, lineHeight: `${LINE_PX}px`, transform: `translateY(${start}px)` }}
            >
              {log.line(index) || '\u00a0'}
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}
