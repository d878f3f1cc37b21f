import { type RawBuilder, sql } from 'kysely';

/** The name of the user or API client whose id a column holds, also when they are gone by now; null for any other. */
export const nameOf = (
  column:
    | 'machine_events.actor_id'
    | 'jobs.actor_id'
    | 'ssh_installs.actor_id'
    | 'enrolment_tokens.created_by'
    | 'i.acknowledged_by'
    | 'retention_settings.updated_by',
): RawBuilder<string | null> => {
  const id = sql.ref(column);
  return sql`coalesce((select username from users where users.id = ${id}), (select name from api_clients where api_clients.id = ${id}))`;
};
