import { Migration } from '@mikro-orm/migrations';

export class Migration20261124200910_post_install extends Migration {
  override name = 'Migration20261124200910_post_install';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "post_install_profiles" ("id" text not null, "name" text not null, "description" text null, "position" int not null, "version" int not null, "created_at" text not null, "updated_at" text null, "deleted_at" text null, primary key ("id"));`,
    );
    this.addSql(
      `create index "post_install_profiles_deleted_at_index" on "post_install_profiles" ("deleted_at");`,
    );

    this.addSql(
      `create table "post_install_assignments" ("id" text not null, "profile_id" text not null, "machine_id" text null, "tag" text null, "created_at" text not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "post_install_assignments_profile_id_index" on "post_install_assignments" ("profile_id");`,
    );
    this.addSql(
      `create index "post_install_assignments_machine_id_index" on "post_install_assignments" ("machine_id");`,
    );
    this.addSql(`create index "post_install_assignments_tag_index" on "post_install_assignments" ("tag");`);

    this.addSql(
      `create table "post_install_versions" ("id" text not null, "profile_id" text not null, "version" int not null, "steps_json" text not null, "note" text null, "actor_type" text not null, "actor_id" text null, "created_at" text not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "post_install_versions" add constraint "post_install_versions_profile_id_version_unique" unique ("profile_id", "version");`,
    );

    this.addSql(
      `alter table "post_install_assignments" add constraint "post_install_assignments_profile_id_foreign" foreign key ("profile_id") references "post_install_profiles" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "post_install_assignments" add constraint "post_install_assignments_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "post_install_versions" add constraint "post_install_versions_profile_id_foreign" foreign key ("profile_id") references "post_install_profiles" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "post_install_assignments" drop constraint "post_install_assignments_profile_id_foreign";`,
    );
    this.addSql(
      `alter table "post_install_versions" drop constraint "post_install_versions_profile_id_foreign";`,
    );

    this.addSql(`drop table if exists "post_install_profiles" cascade;`);
    this.addSql(`drop table if exists "post_install_assignments" cascade;`);
    this.addSql(`drop table if exists "post_install_versions" cascade;`);
  }
}
