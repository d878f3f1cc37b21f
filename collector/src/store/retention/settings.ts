import {
  RETENTION_DAYS,
  RETENTION_SETTINGS,
  type RetentionDays,
  type RetentionSettings,
  type RetentionStore,
  type RetentionView,
  type RetentionWish,
} from '../../domain/retention.ts';
import type { Actor } from '../../domain/rows.ts';
import type { Database } from '../database/open.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { nameOf } from '../queries/names.ts';
import { Unit } from '../state/unit.ts';

const NAMES = Object.keys(RETENTION_DAYS) as RetentionDays[];

/** The retention as it counts now. */
export interface Retention extends RetentionStore {
  /** As this process knows it. */
  readonly current: () => RetentionSettings;
  /** As the database says it: another collector may have changed it. */
  refresh(): Promise<RetentionSettings>;
}

/** Reads the retention: what the environment says counts first, then what an administrator has said, then the default. */
export async function openRetention(
  { db, writer }: Pick<Database, 'db' | 'writer'>,
  environment: Partial<RetentionSettings>,
): Promise<Retention> {
  let settings: RetentionSettings = RETENTION_SETTINGS;
  const stored = () =>
    db
      .selectFrom('retentionSettings')
      .select(['setting', 'days', 'updatedAt', nameOf('retention_settings.updated_by').as('updatedByName')])
      .execute();
  const take = (rows: Awaited<ReturnType<typeof stored>>) => {
    const said = rows.map(({ setting, days }) => [setting, days] as const);
    settings = { ...RETENTION_SETTINGS, ...Object.fromEntries(said), ...environment };
    return settings;
  };
  const refresh = async () => take(await stored());
  await refresh();
  return {
    current: () => settings,
    refresh,
    async read() {
      const rows = await stored();
      const now = take(rows);
      return NAMES.map((setting): RetentionView => {
        const row = rows.find((each) => each.setting === setting);
        const origin = setting in environment ? 'environment' : row ? 'page' : 'default';
        const { updatedAt = null, updatedByName = null } = (origin === 'page' && row) || {};
        return { setting, days: now[setting], origin, updatedAt, updatedByName };
      });
    },
    async change(wanted, by, at) {
      const names = NAMES.filter((setting) => wanted[setting] !== undefined);
      const fixed = names.filter((setting) => setting in environment);
      if (fixed.length > 0) return { fixed };
      const before = await refresh();
      const { changes } = await writer.write(async (tx) => {
        for (const setting of names) await store(tx, setting, wanted[setting] ?? null, by, at);
        await tell(tx, names, before, wanted, by, at);
      });
      await refresh();
      return { changes };
    },
  };
}

async function store(
  { db }: WriteTransaction,
  setting: RetentionDays,
  days: number | null,
  by: Actor,
  at: string,
): Promise<void> {
  if (days === null) {
    await db.deleteFrom('retentionSettings').where('setting', '=', setting).execute();
    return;
  }
  const row = { days, updatedAt: at, updatedBy: by.actorId };
  await db
    .insertInto('retentionSettings')
    .values({ setting, ...row })
    .onConflict((conflict) => conflict.column('setting').doUpdateSet(row))
    .execute();
}

/** One event for all that is another number of days now. */
async function tell(
  tx: WriteTransaction,
  names: readonly RetentionDays[],
  before: RetentionSettings,
  wanted: RetentionWish,
  by: Actor,
  at: string,
): Promise<void> {
  const changed = names.flatMap((setting) => {
    const to = wanted[setting] ?? RETENTION_SETTINGS[setting];
    return to === before[setting] ? [] : [{ setting, from: before[setting], to }];
  });
  if (changed.length === 0) return;
  const said = changed.map(
    ({ setting, from, to }) => `${RETENTION_DAYS[setting].what}: ${to} instead of ${from}`,
  );
  const unit = await Unit.of(tx, at, []);
  unit.machineState.recordEvent({
    machineId: null,
    eventType: 'retention_changed',
    severity: 'info',
    message: `For how many days things are kept was changed; ${said.join(', ')}.`,
    payload: { changed },
    ...by,
  });
  await unit.flush();
}
