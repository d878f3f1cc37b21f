import { Problem } from './problem.ts';

/** What a person does after an attempt over SSH failed, by its code. */
export const SSH_NEXT_STEPS = {
  ssh_name_unknown: 'Check the spelling, or give the address.',
  ssh_address_refused: 'Give the address by which the machine itself is reached.',
  ssh_unreachable: 'Check name, port and firewall, and that the machine runs an SSH server.',
  ssh_no_answer: 'Check the port, and whether a firewall swallows what is sent there.',
  ssh_not_ssh: 'Check the port. A very old SSH server may have no method in common with this collector.',
  ssh_host_key_changed:
    'Read the host key anew and compare it on the machine: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. Somebody may be in between.',
  ssh_login_refused:
    'Check user, password or key by logging in with ssh yourself; the server may not allow passwords, or not for root.',
  ssh_key_unreadable: 'Give the whole private key file as text, and the passphrase if it has one.',
  ssh_lost: 'See on the machine whether the agent is there (suivi-agent status), then try again.',
  ssh_timeout: 'See on the machine what is slow (its package mirror?), then try again.',
  ssh_install_running: 'Wait until it has ended, or cancel it.',
  ssh_too_many: 'Wait until some have ended.',
  sudo_missing: 'Log in as root, or install sudo on the machine.',
  sudo_password_wrong: 'Give the right sudoPassword; unless given, it is the password of the login.',
  sudo_password_needed: 'Give sudoPassword.',
  sudo_refused: 'Give a user that may run everything with sudo, or log in as root.',
  machine_not_prepared: 'Look at the output; /tmp of the machine must be writable.',
  system_not_supported: 'Use a machine with a supported system.',
  no_systemd: 'Install on the machine itself, or in a container that runs systemd.',
  no_node: 'Enable the main archive of its release, then try again.',
  repository_unreadable:
    'Check that the machine reaches the collector (proxy, firewall, name), then try again.',
  repository_untrusted: 'Compare the clocks; if it fails again, something in between changes what is sent.',
  package_not_installed: 'Put right what apt says in the output, then try again.',
  not_enrolled: 'Look at the output, then try again.',
  agent_not_connected: 'On the machine: systemctl status suivi-agent; journalctl -u suivi-agent',
  install_failed: 'Look at the output.',
  collector_stopped: 'Try again. What had begun on the machine may have gone on there.',
  collector_failed: 'Look in the log of the collector, then try again.',
  collector_is_local: 'Set SU_PUBLIC_URL to an address that machines reach, and restart the collector.',
  no_agent_package: 'Put suivi-agent_<version>_all.deb into SU_AGENT_PACKAGES_DIR.',
} as const;
export type SshProblemCode = keyof typeof SSH_NEXT_STEPS;

/** An attempt that failed: a code of the list, and what happened in this case. `next` where it is known better than in general. */
export const sshProblem = (code: SshProblemCode, message: string, next?: string): Problem =>
  new Problem(code, message, next ?? SSH_NEXT_STEPS[code]);
