/**
 * Services whose restart would end sessions, the network, virtual machines, or ourselves: what needrestart leaves alone by
 * default (override_rc in its needrestart.conf, which its batch output does not heed), and our own two.
 */
const LEFT_ALONE: readonly RegExp[] = [
  /^suivi-/,
  /^(?:dbus|dbus-broker|systemd-logind|elogind|emergency|rescue|rc-local)\b/,
  /^(?:gdm|kdm|nodm|sddm|wdm|xdm|lightdm|slim|lxdm|greetd)/,
  /^(?:getty|serial-getty|autovt)@/,
  /^user@\d+\.service$/,
  /^(?:bird|network|NetworkManager|ModemManager|wpa_supplicant|openvpn|quagga|frr|tinc|bluetooth)/,
  /^(?:open|free|libre|strong)swan/,
  /^(?:zfs-fuse|mythtv-backend|xendomains|lxcfs|libvirt|virtlogd|virtlockd|docker|containerd|pve-|qemu)/,
  /^(?:apt-daily|apt-daily-upgrade|unattended-upgrades|cron-.*)\.service$/,
];

/** Whether a service is never restarted by us; a reboot restarts it. */
export const isLeftAlone = (unit: string): boolean => LEFT_ALONE.some((pattern) => pattern.test(unit));
