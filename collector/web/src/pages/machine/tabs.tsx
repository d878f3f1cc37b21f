import { Link } from '@tanstack/react-router';
import { useSpeech } from '../../i18n/locale.tsx';

const TAB =
  'border-b-2 border-transparent px-3 py-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink';

/** The rooms of a machine. They are links: each can be opened in a tab, sent, and gone back to. */
export function MachineTabs({ machineId, updates }: { machineId: string; updates: number | null }) {
  const { t } = useSpeech();
  const { tabs } = t.machine;
  const params = { machineId };
  return (
    <nav aria-label={t.machine.parts} className="mt-3 mb-4 flex overflow-x-auto border-b border-line">
      <Link to="/machines/$machineId" params={params} className={TAB} activeOptions={{ exact: true }}>
        {tabs.updates}
        {updates !== null && updates > 0 && <span className="ml-1.5 text-accent">{updates}</span>}
      </Link>
      <Link
        to="/machines/$machineId/plan"
        params={params}
        className={TAB}
        activeOptions={{ includeSearch: false }}
      >
        {tabs.plan}
      </Link>
      <Link to="/machines/$machineId/runs" params={params} className={TAB}>
        {tabs.runs}
      </Link>
      <Link to="/machines/$machineId/timeline" params={params} className={TAB}>
        {tabs.timeline}
      </Link>
      <Link to="/machines/$machineId/messages" params={params} className={TAB}>
        {tabs.messages}
      </Link>
      <Link to="/machines/$machineId/containers" params={params} className={TAB}>
        {tabs.containers}
      </Link>
      <Link
        to="/machines/$machineId/metrics"
        params={params}
        className={TAB}
        activeOptions={{ includeSearch: false }}
      >
        {tabs.metrics}
      </Link>
      <Link to="/machines/$machineId/hardware" params={params} className={TAB}>
        {tabs.hardware}
      </Link>
      <Link to="/machines/$machineId/system" params={params} className={TAB}>
        {tabs.system}
      </Link>
      <Link to="/machines/$machineId/sources" params={params} className={TAB}>
        {tabs.sources}
      </Link>
      <Link to="/machines/$machineId/settings" params={params} className={TAB}>
        {tabs.settings}
      </Link>
    </nav>
  );
}
