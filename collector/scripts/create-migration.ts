import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PostgreSqlOrm } from '@mikro-orm/postgresql';
import { MikroORM as SqliteOrm } from '@mikro-orm/sqlite';
import { entities } from '../src/store/entities/index.ts';

// npm run migration:create -- <name>
// Compares the entities with each dialect's snapshot and writes what is missing as a migration. No database is needed.

const root = join(import.meta.dirname, '../src/store/migrations');
const dialects = ['sqlite', 'postgresql'] as const;
const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Usage: npm run migration:create -- name_of_the_change');
  process.exit(2);
}

for (const dialect of dialects) {
  const path = join(root, dialect);
  mkdirSync(path, { recursive: true });
  const snapshot = join(path, 'snapshot.json');
  if (!existsSync(snapshot)) writeFileSync(snapshot, '{"namespaces":[],"tables":[],"nativeEnums":{}}');
  const migrations = { path, pathTs: path, snapshotName: 'snapshot', emit: 'ts' } as const;
  const options = { entities, extensions: [Migrator], dbName: 'suivi', migrations };
  const orm = dialect === 'sqlite' ? new SqliteOrm(options) : new PostgreSqlOrm(options);
  const { fileName } = await orm.migrator.create(path, false, false, name);
  writeIndex(dialect, path);
  console.log(`${dialect}: ${fileName || 'nothing to change'}`);
  await orm.close();
}

function writeIndex(dialect: string, path: string): void {
  const names = readdirSync(path)
    .filter((file) => file.startsWith('Migration'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const imports = names.map((each) => `import { ${each} } from './${each}.ts';\n`).join('');
  const entries = names.map((each) => `  { name: '${each}', class: ${each} },\n`).join('');
  const text = `${imports}\n/** In the order in which they are applied. Written by \`npm run migration:create\`. */\nexport const ${dialect}Migrations = [\n${entries}];\n`;
  writeFileSync(join(path, 'index.ts'), text);
}
