import { Migration } from '@mikro-orm/migrations';

export class Migration20261124091536_action_requests extends Migration {
  override name = 'Migration20261124091536_action_requests';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "action_requests" ("id" text not null, "actor_id" text not null, "request_id" text not null, "fingerprint" text not null, "answer_json" text not null, "created_at" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "action_requests_created_at_index" on "action_requests" ("created_at");`);
    this.addSql(
      `alter table "action_requests" add constraint "action_requests_actor_id_request_id_unique" unique ("actor_id", "request_id");`,
    );

    this.addSql(`create index "jobs_created_at_id_index" on "jobs" ("created_at", "id");`);
    this.addSql(`create index "jobs_request_id_index" on "jobs" ("request_id");`);

    this.addSql(`create index "executions_request_id_index" on "executions" ("request_id");`);
    this.addSql(`create index "executions_job_id_index" on "executions" ("job_id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "action_requests" cascade;`);

    this.addSql(`drop index "executions_request_id_index";`);
    this.addSql(`drop index "executions_job_id_index";`);

    this.addSql(`drop index "jobs_created_at_id_index";`);
    this.addSql(`drop index "jobs_request_id_index";`);
  }
}
