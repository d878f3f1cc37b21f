import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Wish } from '../../api/actions.ts';
import type { Machine } from '../../api/types.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Menu, MenuItem, MenuLine } from '../../components/menu.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { useAsk } from './use-ask.ts';

const AT_ONCE = ['apt_refresh', 'apt_clean', 'services_restart', 'hardware_probe'] as const;
const PLANNED = ['apt_full_upgrade', 'apt_security_upgrade', 'apt_autoremove', 'apt_repair'] as const;

/** Everything that can be asked of a machine. What runs a plan leads to the plan; a reboot asks once. */
export function MoreActions({ machine: { id, name } }: { machine: Machine }) {
  const { t } = useSpeech();
  const mayRun = useMay('actions:run');
  const navigate = useNavigate();
  const ask = useAsk(id);
  const [isAsking, setAsking] = useState(false);
  if (!mayRun) return null;
  const run = (wish: Wish) => ask.mutate(wish);
  return (
    <>
      <Menu label={t.machine.more}>
        {AT_ONCE.map((action) => (
          <MenuItem key={action} onSelect={() => run({ action })}>
            {t.codes.actions[action]}
          </MenuItem>
        ))}
        <MenuLine />
        {PLANNED.map((action) => (
          <MenuItem
            key={action}
            onSelect={() =>
              void navigate({
                to: '/machines/$machineId/plan',
                params: { machineId: id },
                search: { action },
              })
            }
          >
            {t.codes.actions[action]} …
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem isDangerous onSelect={() => setAsking(true)}>
          {t.codes.actions.reboot} …
        </MenuItem>
      </Menu>
      {isAsking && (
        <Confirm
          title={t.machine.askReboot(name)}
          action={t.codes.actions.reboot}
          isDangerous
          isBusy={ask.isPending}
          onConfirm={() => ask.mutate({ action: 'reboot' }, { onSettled: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{t.machine.askRebootBody}</p>
        </Confirm>
      )}
    </>
  );
}
