import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { DIALECTS, newStore } from './support/stores.ts';

/** The columns that the data model promises. `!` is not null, `=` a default; `#` a bigint, `~` a real, `%` a flag or a count, else text. */
const PROMISED = {
  machines:
    'id! name! hostname! port%!=22 os_family!=unknown os_version os_codename arch machine_kind virtualization hardware_profile username enc_password enc_sudo_password apt_proxy_mode!=direct apt_proxy_url status!=unknown last_checked_at last_seen_at created_at! updated_at deleted_at quarantine',
  snapshots:
    'id! machine_id! kind!=apt_update_analyze schema_version%!=1 checked_at! status! payload_json! important_json raw_log_path raw_artifact_id source_job_id received_at! last_confirmed_at',
  executions:
    'id! machine_id! action! mode!=manual schema_version%!=1 started_at! finished_at status! request_id job_id result_json important_json report_path raw_log_path report_id exit_code% error_kind error_message',
  machine_state:
    'machine_id! status! apt_status apt_updates_count%!=0 apt_reboot_required%!=0 apt_last_analyze_at docker_status docker_installed%!=0 docker_stacks_count%!=0 docker_updates_count%!=0 docker_prune_available%!=0 post_install_status metrics_last_collected_at cpu_load1~ memory_used_percent~ root_used_percent~ disk_warnings_count%!=0 hardware_warnings_count%!=0 running_job_id last_error_kind last_error_message updated_at!',
  machine_hardware:
    'machine_id! probe_snapshot_id cpu_model cpu_cores% memory_bytes# gpus_json disks_json network_json firmware_json driver_json warnings_json updated_at!',
  machine_metrics_latest:
    'machine_id! snapshot_id collected_at! cpu_load1~ cpu_load5~ cpu_cores% memory_total_bytes# memory_used_bytes# memory_available_bytes# memory_used_percent~ filesystems_json root_used_percent~ warnings_json',
  machine_events:
    'id! machine_id event_type! severity! created_at! actor_type actor_id snapshot_id execution_id job_id message payload_json seq#!',
  important_messages:
    'id! machine_id source! category! severity! package_name component message! raw_line_ref snapshot_id execution_id first_seen_at! last_seen_at! acknowledged%!=0 acknowledged_at acknowledged_by payload_json resolved_at',
  reports: 'id! machine_id execution_id kind! title! path! created_at! pinned%!=0 summary_json',
  raw_artifacts:
    'id! machine_id kind! path! bytes# sha256 created_at! expires_at pinned%!=0 redacted%!=1 retention_policy deleted_at delete_reason metadata_json',
  api_clients: 'id! name! token_prefix! token_hash! scopes_json! created_at! last_used_at revoked_at',
} as const;

const TYPES = {
  sqlite: { '#': 'bigint', '~': 'double', '%': 'integer', '': 'text' },
  postgresql: { '#': 'bigint', '~': 'double precision', '%': 'integer', '': 'text' },
} as const;

interface Column {
  name: string;
  type: string;
  required: boolean;
  fallback: string | null;
}

describe.for(DIALECTS)('the tables on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { db } = store.database;

  const readColumns = async (table: string): Promise<Column[]> => {
    const { rows } =
      dialect === 'sqlite'
        ? await sql<Column>`select name, type, "notnull" as required, dflt_value as fallback from pragma_table_info(${table})`.execute(
            db,
          )
        : await sql<Column>`select column_name as name, data_type as type, is_nullable = 'NO' as required, column_default as fallback
            from information_schema.columns where table_name = ${table}`.execute(db);
    return rows.map((row) => ({
      ...row,
      type: row.type.toLowerCase(),
      required: Boolean(row.required),
      fallback: row.fallback === null ? null : row.fallback.replace(/^'(.*)'.*$/, '$1'),
    }));
  };

  it.for(Object.entries(PROMISED))('%s', async ([table, columns]) => {
    const actual = await readColumns(table);
    for (const promise of columns.split(' ')) {
      const [, name, kind, required, fallback] = /^(\w+)([#~%]?)(!?)(?:=(.*))?$/.exec(promise)!;
      const type = TYPES[dialect][kind as keyof (typeof TYPES)['sqlite']];
      expect(actual).toContainEqual({ name, type, required: required === '!', fallback: fallback ?? null });
    }
  });

  it('go with their machine', async () => {
    const tables = [
      'snapshots',
      'executions',
      'machine_state',
      'machine_hardware',
      'machine_metrics_latest',
      'machine_metrics_history',
      'machine_events',
    ];
    for (const table of [...tables, 'important_messages', 'reports', 'raw_artifacts', 'agents', 'jobs']) {
      const { rows } =
        dialect === 'sqlite'
          ? await sql<{
              rule: string;
            }>`select on_delete as rule from pragma_foreign_key_list(${table}) where "from" = 'machine_id'`.execute(
              db,
            )
          : await sql<{
              rule: string;
            }>`select delete_rule as rule from information_schema.referential_constraints
              where constraint_name = ${`${table}_machine_id_foreign`}`.execute(db);
      expect(rows, table).toEqual([{ rule: 'CASCADE' }]);
    }
  });
});
