import { useState } from 'react';
import type { DockerStacks } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/confirm.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useAsk } from '../use-ask.ts';

/** What could be thrown away and how much room that gives; both ways to do it ask once. */
export function PruneNote({ prune, machineId }: { prune: DockerStacks['prune']; machineId: string }) {
  const { t, f } = useSpeech();
  const { containers } = t;
  const mayRun = useMay('actions:run');
  const ask = useAsk(machineId);
  const [asked, setAsked] = useState<'some' | 'all' | null>(null);
  if (prune === null) return <p className="text-muted">{containers.pruneUnknown}</p>;
  const { dangling, unused, buildCache } = prune;
  const hasSome = dangling.count + (buildCache?.count ?? 0) > 0;
  return (
    <section className="panel p-4">
      <h2 className="font-semibold">{containers.prune}</h2>
      <ul className="mt-1">
        <li>{containers.dangling(dangling.count, f.bytes(dangling.bytes))}</li>
        <li>{containers.unused(unused.count, f.bytes(unused.bytes))}</li>
        {buildCache && <li>{containers.buildCache(f.bytes(buildCache.bytes))}</li>}
      </ul>
      {mayRun && (
        <div className="mt-3 flex flex-wrap gap-2">
          {hasSome && <Button onClick={() => setAsked('some')}>{containers.pruneSome} …</Button>}
          {unused.count > 0 && (
            <Button look="danger" onClick={() => setAsked('all')}>
              {containers.pruneAll} …
            </Button>
          )}
        </div>
      )}
      {asked !== null && (
        <Confirm
          title={containers.askPrune}
          action={asked === 'all' ? containers.pruneAll : containers.pruneSome}
          isDangerous
          isBusy={ask.isPending}
          onConfirm={() =>
            ask.mutate(
              { action: 'docker_prune', ...(asked === 'all' && { allImages: true }) },
              { onSettled: () => setAsked(null) },
            )
          }
          onClose={() => setAsked(null)}
        >
          <p>{containers.askPruneBody}</p>
        </Confirm>
      )}
    </section>
  );
}
