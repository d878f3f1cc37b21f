import { Migration } from '@mikro-orm/migrations';

export class Migration20261124000803_foundation extends Migration {
  override name = 'Migration20261124000803_foundation';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "api_clients" ("id" text not null, "name" text not null, "token_prefix" text not null, "token_hash" text not null, "scopes_json" text not null, "created_at" text not null, "last_used_at" text null, "revoked_at" text null, "hermes" int not null default 0, primary key ("id"));`,
    );
    this.addSql(
      `alter table "api_clients" add constraint "api_clients_token_hash_unique" unique ("token_hash");`,
    );
    this.addSql(`create index "api_clients_created_at_id_index" on "api_clients" ("created_at", "id");`);

    this.addSql(
      `create table "changes" ("seq" bigint not null, "type" text not null, "machine_id" text null, "ref_id" text not null, "created_at" text not null, primary key ("seq"));`,
    );
    this.addSql(`create index "changes_created_at_index" on "changes" ("created_at");`);

    this.addSql(
      `create table "enrolment_tokens" ("id" text not null, "token_hash" text not null, "name" text null, "created_at" text not null, "created_by" text null, "expires_at" text not null, "max_uses" int not null default 1, "uses" int not null default 0, primary key ("id"));`,
    );
    this.addSql(
      `alter table "enrolment_tokens" add constraint "enrolment_tokens_token_hash_unique" unique ("token_hash");`,
    );
    this.addSql(`create index "enrolment_tokens_expires_at_index" on "enrolment_tokens" ("expires_at");`);

    this.addSql(
      `create table "machines" ("id" text not null, "name" text not null, "hostname" text not null, "port" int not null default 22, "os_family" text not null default 'unknown', "os_version" text null, "os_codename" text null, "arch" text null, "machine_kind" text null, "virtualization" text null, "hardware_profile" text null, "username" text null, "enc_password" text null, "enc_sudo_password" text null, "apt_proxy_mode" text not null default 'direct', "apt_proxy_url" text null, "status" text not null default 'unknown', "last_checked_at" text null, "last_seen_at" text null, "created_at" text not null, "updated_at" text null, "deleted_at" text null, "quarantine" text null, primary key ("id"));`,
    );
    this.addSql(`create index "machines_created_at_id_index" on "machines" ("created_at", "id");`);
    this.addSql(`create index "machines_deleted_at_index" on "machines" ("deleted_at");`);

    this.addSql(
      `create table "jobs" ("id" text not null, "execution_id" text not null, "machine_id" text not null, "action" text not null, "parameters_json" text not null, "plan_hash" text null, "status" text not null, "actor_type" text not null, "actor_id" text null, "request_id" text null, "reason" text null, "created_at" text not null, "expires_at" text not null, "sent_at" text null, "finished_at" text null, "outcome" text null, "signature" text not null, primary key ("id"));`,
    );
    this.addSql(`alter table "jobs" add constraint "jobs_execution_id_unique" unique ("execution_id");`);
    this.addSql(
      `create index "jobs_machine_id_created_at_id_index" on "jobs" ("machine_id", "created_at", "id");`,
    );
    this.addSql(`create index "jobs_status_expires_at_index" on "jobs" ("status", "expires_at");`);
    this.addSql(`create index "jobs_actor_id_request_id_index" on "jobs" ("actor_id", "request_id");`);

    this.addSql(
      `create table "important_messages" ("id" text not null, "machine_id" text null, "source" text not null, "category" text not null, "severity" text not null, "package_name" text null, "component" text null, "message" text not null, "raw_line_ref" text null, "snapshot_id" text null, "execution_id" text null, "first_seen_at" text not null, "last_seen_at" text not null, "acknowledged" int not null default 0, "acknowledged_at" text null, "acknowledged_by" text null, "payload_json" text null, "resolved_at" text null, primary key ("id"));`,
    );
    this.addSql(
      `create index "important_messages_machine_id_last_seen_at_id_index" on "important_messages" ("machine_id", "last_seen_at", "id");`,
    );
    this.addSql(
      `create index "important_messages_last_seen_at_id_index" on "important_messages" ("last_seen_at", "id");`,
    );

    this.addSql(
      `create table "executions" ("id" text not null, "machine_id" text not null, "action" text not null, "mode" text not null default 'manual', "schema_version" int not null default 1, "started_at" text not null, "finished_at" text null, "status" text not null, "request_id" text null, "job_id" text null, "result_json" text null, "important_json" text null, "report_path" text null, "raw_log_path" text null, "report_id" text null, "exit_code" int null, "error_kind" text null, "error_message" text null, "started_received_at" text not null, "started_seq" bigint not null, "finished_received_at" text null, "finished_seq" bigint null, primary key ("id"));`,
    );
    this.addSql(
      `create index "executions_machine_id_started_seq_index" on "executions" ("machine_id", "started_seq");`,
    );
    this.addSql(
      `create index "executions_machine_id_finished_seq_index" on "executions" ("machine_id", "finished_seq");`,
    );
    this.addSql(`create index "executions_started_seq_index" on "executions" ("started_seq");`);
    this.addSql(
      `create index "executions_status_machine_id_index" on "executions" ("status", "machine_id");`,
    );

    this.addSql(
      `create table "effective_status" ("machine_id" text not null, "status" text not null, "reasons_json" text not null, "since" text not null, primary key ("machine_id"));`,
    );

    this.addSql(
      `create table "agents" ("machine_id" text not null, "public_key" text not null, "counter" bigint not null default '0', "attempt" text null, "last_seq" bigint not null default '0', "connected" int not null default 0, "connected_since" text null, "disconnected_at" text null, "address" text null, "agent_version" text null, "hostname" text null, "boot_id" text null, "clock_skew_ms" bigint null, primary key ("machine_id"));`,
    );
    this.addSql(`create index "agents_public_key_index" on "agents" ("public_key");`);
    this.addSql(`create index "agents_connected_index" on "agents" ("connected");`);

    this.addSql(
      `create table "machine_events" ("id" text not null, "machine_id" text null, "event_type" text not null, "severity" text not null, "created_at" text not null, "actor_type" text null, "actor_id" text null, "snapshot_id" text null, "execution_id" text null, "job_id" text null, "message" text null, "payload_json" text null, "seq" bigint not null, primary key ("id"));`,
    );
    this.addSql(`alter table "machine_events" add constraint "machine_events_seq_unique" unique ("seq");`);
    this.addSql(
      `create index "machine_events_machine_id_seq_index" on "machine_events" ("machine_id", "seq");`,
    );
    this.addSql(`create index "machine_events_created_at_index" on "machine_events" ("created_at");`);

    this.addSql(
      `create table "machine_hardware" ("machine_id" text not null, "probe_snapshot_id" text null, "cpu_model" text null, "cpu_cores" int null, "memory_bytes" bigint null, "gpus_json" text null, "disks_json" text null, "network_json" text null, "firmware_json" text null, "driver_json" text null, "warnings_json" text null, "updated_at" text not null, primary key ("machine_id"));`,
    );

    this.addSql(
      `create table "machine_metrics_latest" ("machine_id" text not null, "snapshot_id" text null, "collected_at" text not null, "cpu_load1" double precision null, "cpu_load5" double precision null, "cpu_cores" int null, "memory_total_bytes" bigint null, "memory_used_bytes" bigint null, "memory_available_bytes" bigint null, "memory_used_percent" double precision null, "filesystems_json" text null, "root_used_percent" double precision null, "warnings_json" text null, "message_seq" bigint not null, primary key ("machine_id"));`,
    );

    this.addSql(
      `create table "machine_state" ("machine_id" text not null, "status" text not null, "apt_status" text null, "apt_updates_count" int not null default 0, "apt_reboot_required" int not null default 0, "apt_last_analyze_at" text null, "docker_status" text null, "docker_installed" int not null default 0, "docker_stacks_count" int not null default 0, "docker_updates_count" int not null default 0, "docker_prune_available" int not null default 0, "post_install_status" text null, "metrics_last_collected_at" text null, "cpu_load1" double precision null, "memory_used_percent" double precision null, "root_used_percent" double precision null, "disk_warnings_count" int not null default 0, "hardware_warnings_count" int not null default 0, "running_job_id" text null, "last_error_kind" text null, "last_error_message" text null, "updated_at" text not null, primary key ("machine_id"));`,
    );

    this.addSql(
      `create table "raw_artifacts" ("id" text not null, "machine_id" text null, "kind" text not null, "path" text not null, "bytes" bigint null, "sha256" text null, "created_at" text not null, "expires_at" text null, "pinned" int not null default 0, "redacted" int not null default 1, "retention_policy" text null, "deleted_at" text null, "delete_reason" text null, "metadata_json" text null, primary key ("id"));`,
    );
    this.addSql(
      `create index "raw_artifacts_machine_id_created_at_id_index" on "raw_artifacts" ("machine_id", "created_at", "id");`,
    );
    this.addSql(`create index "raw_artifacts_expires_at_index" on "raw_artifacts" ("expires_at");`);

    this.addSql(
      `create table "reports" ("id" text not null, "machine_id" text null, "execution_id" text null, "kind" text not null, "title" text not null, "path" text not null, "created_at" text not null, "pinned" int not null default 0, "summary_json" text null, primary key ("id"));`,
    );
    this.addSql(
      `create index "reports_machine_id_created_at_id_index" on "reports" ("machine_id", "created_at", "id");`,
    );
    this.addSql(`create index "reports_created_at_id_index" on "reports" ("created_at", "id");`);

    this.addSql(
      `create table "snapshots" ("id" text not null, "machine_id" text not null, "kind" text not null default 'apt_update_analyze', "schema_version" int not null default 1, "checked_at" text not null, "status" text not null, "important_json" text null, "raw_log_path" text null, "raw_artifact_id" text null, "source_job_id" text null, "received_at" text not null, "last_confirmed_at" text null, "confirmed_received_at" text null, "content_hash" text not null, "seq" bigint not null, "confirmed_seq" bigint null, "message_seq" bigint not null, "facts_json" text null, "payload_json" text not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "snapshots_machine_id_kind_seq_index" on "snapshots" ("machine_id", "kind", "seq");`,
    );
    this.addSql(`create index "snapshots_received_at_id_index" on "snapshots" ("received_at", "id");`);

    this.addSql(
      `create table "store_meta" ("id" int not null, "epoch" text not null, "collector_id" text not null, "created_at" text not null, "seq" bigint not null default '0', "pruned_seq" bigint not null default '0', primary key ("id"));`,
    );

    this.addSql(
      `alter table "jobs" add constraint "jobs_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "important_messages" add constraint "important_messages_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "executions" add constraint "executions_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "effective_status" add constraint "effective_status_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "agents" add constraint "agents_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "machine_events" add constraint "machine_events_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "machine_hardware" add constraint "machine_hardware_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "machine_metrics_latest" add constraint "machine_metrics_latest_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "machine_state" add constraint "machine_state_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "raw_artifacts" add constraint "raw_artifacts_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "reports" add constraint "reports_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "snapshots" add constraint "snapshots_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "jobs" drop constraint "jobs_machine_id_foreign";`);
    this.addSql(`alter table "important_messages" drop constraint "important_messages_machine_id_foreign";`);
    this.addSql(`alter table "executions" drop constraint "executions_machine_id_foreign";`);
    this.addSql(`alter table "effective_status" drop constraint "effective_status_machine_id_foreign";`);
    this.addSql(`alter table "agents" drop constraint "agents_machine_id_foreign";`);
    this.addSql(`alter table "machine_events" drop constraint "machine_events_machine_id_foreign";`);
    this.addSql(`alter table "machine_hardware" drop constraint "machine_hardware_machine_id_foreign";`);
    this.addSql(
      `alter table "machine_metrics_latest" drop constraint "machine_metrics_latest_machine_id_foreign";`,
    );
    this.addSql(`alter table "machine_state" drop constraint "machine_state_machine_id_foreign";`);
    this.addSql(`alter table "raw_artifacts" drop constraint "raw_artifacts_machine_id_foreign";`);
    this.addSql(`alter table "reports" drop constraint "reports_machine_id_foreign";`);
    this.addSql(`alter table "snapshots" drop constraint "snapshots_machine_id_foreign";`);

    this.addSql(`drop table if exists "api_clients" cascade;`);
    this.addSql(`drop table if exists "changes" cascade;`);
    this.addSql(`drop table if exists "enrolment_tokens" cascade;`);
    this.addSql(`drop table if exists "machines" cascade;`);
    this.addSql(`drop table if exists "jobs" cascade;`);
    this.addSql(`drop table if exists "important_messages" cascade;`);
    this.addSql(`drop table if exists "executions" cascade;`);
    this.addSql(`drop table if exists "effective_status" cascade;`);
    this.addSql(`drop table if exists "agents" cascade;`);
    this.addSql(`drop table if exists "machine_events" cascade;`);
    this.addSql(`drop table if exists "machine_hardware" cascade;`);
    this.addSql(`drop table if exists "machine_metrics_latest" cascade;`);
    this.addSql(`drop table if exists "machine_state" cascade;`);
    this.addSql(`drop table if exists "raw_artifacts" cascade;`);
    this.addSql(`drop table if exists "reports" cascade;`);
    this.addSql(`drop table if exists "snapshots" cascade;`);
    this.addSql(`drop table if exists "store_meta" cascade;`);
  }
}
