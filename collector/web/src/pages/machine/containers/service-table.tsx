import type { DockerStacks } from '../../../api/types.ts';
import { useAgo } from '../../../components/ago.tsx';
import { Mark, type Shape } from '../../../components/mark.tsx';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

export type Service = DockerStacks['others'][number];

const SHAPES: Record<Service['update']['state'], Shape> = {
  current: 'tick',
  behind: 'arrow',
  not_started: 'arrow',
  pinned: 'dots',
  built_here: 'dots',
  unknown: 'question',
};

/** Services with the image that each runs and how that stands to its registry. */
export function ServiceTable({ label, services }: { label: string; services: readonly Service[] }) {
  const { t } = useSpeech();
  const { columns } = t.containers;
  return (
    <Table
      label={label}
      head={[columns.service, columns.image, columns.state, columns.containers]}
      widths={['20%', '38%', '22%', '20%']}
    >
      {services.map((service) => (
        <Row key={service.name} service={service} />
      ))}
    </Table>
  );
}

function Row({ service: { name, image, update, containers } }: { service: Service }) {
  const { t } = useSpeech();
  const ago = useAgo();
  return (
    <tr>
      <td className="break-all">{name}</td>
      <td className="break-all">
        {image}
        {update.problem && (
          <span lang="en" className="block break-words text-muted">
            {update.problem.message}
          </span>
        )}
      </td>
      <td>
        <Mark shape={SHAPES[update.state]} word={t.containers.images[update.state]} />
        {update.askedAt !== null && (
          <span className="block text-muted">{t.containers.asked(ago(update.askedAt))}</span>
        )}
      </td>
      <td lang="en">
        {containers.map((container) => (
          <span
            key={container.name}
            className={`block break-all ${container.health === 'unhealthy' ? 'text-bad' : ''}`}
          >
            {container.state}
            {container.health !== null && `, ${container.health}`}
          </span>
        ))}
      </td>
    </tr>
  );
}
