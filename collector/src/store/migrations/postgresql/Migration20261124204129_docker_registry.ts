import { Migration } from '@mikro-orm/migrations';

export class Migration20261124204129_docker_registry extends Migration {
  override name = 'Migration20261124204129_docker_registry';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "registry_images" ("reference" text not null, "registry" text not null, "digest" text null, "answered_at" text null, "problem_code" text null, "problem_message" text null, "asked_at" text not null, "next_ask_at" text not null, "failures" int not null default 0, primary key ("reference"));`,
    );

    this.addSql(`alter table "machine_state" add "docker_read_at" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "registry_images" cascade;`);

    this.addSql(`alter table "machine_state" drop column "docker_read_at";`);
  }
}
