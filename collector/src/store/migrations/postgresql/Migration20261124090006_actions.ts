import { Migration } from '@mikro-orm/migrations';

export class Migration20261124090006_actions extends Migration {
  override name = 'Migration20261124090006_actions';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "machine_tags" ("id" text not null, "machine_id" text not null, "tag" text not null, "created_at" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "machine_tags_tag_machine_id_index" on "machine_tags" ("tag", "machine_id");`);
    this.addSql(
      `alter table "machine_tags" add constraint "machine_tags_machine_id_tag_unique" unique ("machine_id", "tag");`,
    );

    this.addSql(
      `create table "plans" ("id" text not null, "machine_id" text not null, "action" text not null, "parameters_json" text not null, "plan_hash" text null, "plan_json" text not null, "actor_type" text not null, "actor_id" text null, "created_at" text not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "plans_machine_id_plan_hash_created_at_index" on "plans" ("machine_id", "plan_hash", "created_at");`,
    );
    this.addSql(`create index "plans_created_at_id_index" on "plans" ("created_at", "id");`);

    this.addSql(`alter table "important_messages" add "fingerprint" text null, add "observed_by" text null;`);
    this.addSql(
      `create index "important_messages_machine_id_fingerprint_index" on "important_messages" ("machine_id", "fingerprint");`,
    );
    this.addSql(
      `create index "important_messages_resolved_at_acknowledged_last_seen_at_index" on "important_messages" ("resolved_at", "acknowledged", "last_seen_at");`,
    );

    this.addSql(
      `alter table "machine_tags" add constraint "machine_tags_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "plans" add constraint "plans_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "machine_tags" cascade;`);
    this.addSql(`drop table if exists "plans" cascade;`);

    this.addSql(`drop index "important_messages_machine_id_fingerprint_index";`);
    this.addSql(`drop index "important_messages_resolved_at_acknowledged_last_seen_at_index";`);
    this.addSql(`alter table "important_messages" drop column "fingerprint", drop column "observed_by";`);
  }
}
