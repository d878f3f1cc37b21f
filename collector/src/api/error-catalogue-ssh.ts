import { SSH_NEXT_STEPS, type SshProblemCode } from '../domain/ssh-problems.ts';
import type { Explanation } from './error-explanation.ts';

/** An error of a connection over SSH: what to do next is told in one place. */
const ssh = (status: number, code: SshProblemCode, title: string): Explanation => ({
  status,
  title,
  next: SSH_NEXT_STEPS[code],
});

/** The part of the catalogue that is about installing over SSH. */
export const SSH_EXPLAINED = {
  ssh_name_unknown: ssh(400, 'ssh_name_unknown', 'The name of the machine is not known.'),
  ssh_address_refused: ssh(400, 'ssh_address_refused', 'Nothing is connected to at this address.'),
  ssh_key_unreadable: ssh(400, 'ssh_key_unreadable', 'The private key cannot be used.'),
  ssh_install_not_found: {
    status: 404,
    title: 'There is no such attempt to install over SSH.',
    next: 'Its id is in the answer that it began with; attempts are forgotten in time.',
  },
  ssh_install_ended: {
    status: 409,
    title: 'The attempt has ended already.',
    next: 'GET /api/machines/ssh-install/:id shows how.',
  },
  ssh_install_running: ssh(409, 'ssh_install_running', 'An attempt for this machine goes on already.'),
  ssh_too_many: ssh(409, 'ssh_too_many', 'Too many attempts are open.'),
  collector_is_local: ssh(409, 'collector_is_local', 'The machine could not reach the collector.'),
  no_agent_package: ssh(409, 'no_agent_package', 'There is no package of the agent to install.'),
  ssh_unreachable: ssh(502, 'ssh_unreachable', 'The machine cannot be reached.'),
  ssh_not_ssh: ssh(502, 'ssh_not_ssh', 'What answers there is no SSH server that is understood.'),
  ssh_lost: ssh(502, 'ssh_lost', 'The machine ended the connection.'),
  ssh_no_answer: ssh(504, 'ssh_no_answer', 'The machine did not answer.'),
} as const satisfies Record<string, Explanation>;
