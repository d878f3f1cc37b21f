import type { Action as ActionName } from '@suivi/shared';
import type { Action } from './action.ts';
import { aptClean } from './apt-clean.ts';
import { aptHold, aptUnhold } from './apt-mark.ts';
import { aptRefresh } from './apt-refresh.ts';
import { aptRepair } from './apt-repair.ts';
import { dockerInventory, dockerPrune, dockerStackPull, dockerStackUpdate } from './docker.ts';
import { guestsInventory } from './guests-inventory.ts';
import { hardwareProbe } from './hardware-probe.ts';
import { planned } from './planned.ts';
import { postInstallApply, postInstallCheck } from './post-install.ts';
import { reboot } from './reboot.ts';
import { servicesRestart } from './services-restart.ts';

/** Everything that the runner can do: a new action is a file in this folder and a row here. */
export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  apt_refresh: aptRefresh,
  apt_upgrade: planned,
  apt_full_upgrade: planned,
  apt_security_upgrade: planned,
  apt_upgrade_selected: planned,
  apt_autoremove: planned,
  apt_clean: aptClean,
  apt_repair: aptRepair,
  apt_hold: aptHold,
  apt_unhold: aptUnhold,
  services_restart: servicesRestart,
  docker_inventory: dockerInventory,
  docker_stack_pull: dockerStackPull,
  docker_stack_update: dockerStackUpdate,
  docker_prune: dockerPrune,
  reboot,
  hardware_probe: hardwareProbe,
  guests_inventory: guestsInventory,
  post_install_check: postInstallCheck,
  post_install_apply: postInstallApply,
};
