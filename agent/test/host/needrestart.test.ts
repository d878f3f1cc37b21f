import { expect, test } from 'vitest';
import { parseNeedrestart } from '../../src/host/needrestart.ts';

test('the services in the batch output of needrestart 3.6', () => {
  const text = `NEEDRESTART-VER: 3.6
NEEDRESTART-KCUR: 6.1.0-18-amd64
NEEDRESTART-KEXP: 6.1.0-21-amd64
NEEDRESTART-KSTA: 3
NEEDRESTART-SVC: ssh.service
NEEDRESTART-SVC: dbus.service
NEEDRESTART-SVC: ssh.service
`;
  expect(parseNeedrestart(text)).toEqual(['dbus.service', 'ssh.service']);
  expect(parseNeedrestart('NEEDRESTART-VER: 3.6\n')).toEqual([]);
});
