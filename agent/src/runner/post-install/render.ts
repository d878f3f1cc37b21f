import type { PlanStep, ProfileVersion } from '@suivi/shared';
import { withKeysBlock } from '../../domain/keys-block.ts';
import type { Operation } from '../../domain/post-install.ts';
import { describeStep } from '../planned/words.ts';

/** What apt would do for the packages of profiles. */
export type PackageSteps = readonly PlanStep[];

/**
 * The exact commands and files of an application, as a script that a person can read: what is approved, by its hash, and what
 * is kept. The same operations give the same text. Pure.
 */
export function renderPlan(
  profiles: readonly ProfileVersion[],
  operations: readonly Operation[],
  packages: PackageSteps,
): string {
  const heads = profiles.map(({ id, name, version }) => `# Profile ${name}, version ${version} (${id})`);
  const body = operations.length === 0 ? ['# There is nothing to do.'] : [];
  const parts = operations.map((operation) => renderOperation(operation, packages));
  return `${[...heads, ...body, ...parts].join('\n')}\n`;
}

/** One operation as a shell would do it. Pure. */
export function renderOperation(operation: Operation, packages: PackageSteps = []): string {
  switch (operation.do) {
    case 'write':
      return `${operation.ifThere ? `[ ! -e ${operation.path} ] || ` : ''}${here(operation.path, operation.content)}`;
    case 'remove':
      return `rm -f ${operation.path}`;
    case 'link':
      return `ln -sfn ${operation.target} ${operation.path}`;
    case 'set':
      return `echo '${operation.value}' > ${operation.path}`;
    case 'run':
      return `${operation.command.join(' ')}${operation.tolerant ? ' || true' : ''}`;
    case 'room':
      return `# Only where ${Math.ceil(operation.bytes / 2 ** 20)} MiB are free on ${operation.path}.`;
    case 'packages': {
      const names = [...operation.present, ...operation.absent.map((name) => `${name}-`)];
      return [
        `apt-get install ${names.join(' ')}`,
        ...packages.map((step) => `#   ${describeStep(step)}`),
      ].join('\n');
    }
    case 'keys':
      return [
        `# As ${operation.user}, in ${operation.home}/.ssh/authorized_keys; other lines stay:`,
        ...(operation.lines.length === 0
          ? ['#   our lines are removed']
          : withKeysBlock('', operation.lines)
              .trimEnd()
              .split('\n')
              .map((line) => `#   ${line}`)),
      ].join('\n');
    case 'sshd': {
      const { path, content } = operation;
      return `${content === null ? `rm -f ${path}` : here(path, content)}\nsshd -t && systemctl try-reload-or-restart ssh.service`;
    }
  }
}

const here = (path: string, content: string): string => `cat > ${path} <<'END'\n${content}END`;
