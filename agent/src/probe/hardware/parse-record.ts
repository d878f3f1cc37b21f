import type { HardwareSnapshot } from '@suivi/shared';

/** What is read of `fwupdmgr get-updates --json`; everything may be missing, and other members are ignored. */
interface FwupdAnswer {
  readonly Devices?: unknown;
  readonly Error?: { readonly Domain?: unknown; readonly Code?: unknown };
}

interface FwupdDevice {
  readonly Name?: unknown;
  readonly Version?: unknown;
  /** The newest first. */
  readonly Releases?: readonly { readonly Version?: unknown }[];
}

/** FWUPD_ERROR_NOTHING_TO_DO, by which older releases say that there is none. */
const NOTHING_TO_DO = 9;

/**
 * What `fwupdmgr get-updates --json` offers. Null where it could not say: its service is not there, or nobody has fetched the list of
 * updates (`hasList`), without which it knows of none.
 */
export function parseFwupd(json: string, hasList: boolean): HardwareSnapshot['firmware']['updates'] {
  let answer: FwupdAnswer;
  try {
    answer = JSON.parse(json) as FwupdAnswer;
  } catch {
    return null;
  }
  const updates = Array.isArray(answer.Devices) ? answer.Devices.flatMap(updateOf) : null;
  if (updates && updates.length > 0) return updates;
  const isNone = updates !== null || isNothingToDo(answer);
  return isNone && hasList ? [] : null;
}

const isNothingToDo = ({ Error: error }: FwupdAnswer): boolean =>
  error?.Domain === 'FwupdError' && error.Code === NOTHING_TO_DO;

function updateOf({ Name: name, Version: version, Releases: releases }: FwupdDevice) {
  const available = releases?.[0]?.Version;
  if (typeof name !== 'string' || typeof available !== 'string') return [];
  const installed = typeof version === 'string' ? version.slice(0, 256) : null;
  return [{ device: name.slice(0, 256), installed, available: available.slice(0, 256) }];
}
