import { useState } from 'react';
import type { DockerStacks } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/confirm.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useAsk } from '../use-ask.ts';
import { type Service, ServiceTable } from './service-table.tsx';

type Stack = DockerStacks['stacks'][number];

/** What an update of a stack would start, service by service: what is approved is exactly this. */
const approvedOf = (services: readonly Service[]) =>
  services.flatMap(({ name, image, update: { state, latest } }) =>
    (state === 'behind' || state === 'not_started') && latest !== null
      ? [{ service: name, image, digest: latest }]
      : [],
  );

/** One stack: its services, why it cannot be updated from here, and what can be asked for. */
export function StackPanel({ stack, machineId }: { stack: Stack; machineId: string }) {
  const { t } = useSpeech();
  const { containers } = t;
  const mayRun = useMay('actions:run');
  const ask = useAsk(machineId);
  const [isAsking, setAsking] = useState(false);
  const { name, problem, services, updates } = stack;
  const images = approvedOf(services);
  return (
    <section className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">
          {name}
          {updates > 0 && <span className="ml-2 font-normal text-accent">{containers.updates(updates)}</span>}
        </h2>
        {mayRun && !problem && (
          <div className="flex gap-2">
            <Button
              aria-label={containers.pullOf(name)}
              onClick={() => ask.mutate({ action: 'docker_stack_pull', stack: name })}
              disabled={ask.isPending}
            >
              {containers.pull}
            </Button>
            {images.length > 0 && (
              <Button look="primary" aria-label={containers.updateOf(name)} onClick={() => setAsking(true)}>
                {containers.update}
              </Button>
            )}
          </div>
        )}
      </div>
      {problem && (
        <p lang="en" className="panel border-warn p-3">
          {problem.message}
        </p>
      )}
      <ServiceTable label={name} services={services} />
      {isAsking && (
        <Confirm
          title={containers.askUpdate(name)}
          action={containers.update}
          isBusy={ask.isPending}
          onConfirm={() =>
            ask.mutate(
              { action: 'docker_stack_update', stack: name, images },
              { onSettled: () => setAsking(false) },
            )
          }
          onClose={() => setAsking(false)}
        >
          <p>{containers.askUpdateBody}</p>
          <ul className="mt-2 list-disc pl-5">
            {images.map(({ service, image, digest }) => (
              <li key={service} className="break-all">
                {service}: {image} <span className="text-muted">{digest.slice(0, 19)}</span>
              </li>
            ))}
          </ul>
        </Confirm>
      )}
    </section>
  );
}
