import { Scope, valuesOf } from '@suivi/shared';

/** What a person is to the fleet. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const VIEWER: readonly Scope[] = ['machines:read', 'artifacts:read', 'metrics:read'];

const SCOPES: Record<Role, readonly Scope[]> = {
  viewer: VIEWER,
  operator: [...VIEWER, 'machines:write', 'actions:run'],
  admin: valuesOf(Scope),
};

/** What a role allows: the same scopes that API clients have. */
export const scopesOf = (role: Role): readonly Scope[] => SCOPES[role];
