import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A profile by its name, and its place in the order in which profiles apply. Deleted ones stay, for what was applied of them. */
export const PostInstallProfile = defineEntity({
  name: 'PostInstallProfile',
  tableName: 'post_install_profiles',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    description: p.text().nullable(),
    position: p.integer(),
    /** The newest one, which is what machines are to have. */
    version: p.integer(),
    createdAt: p.text(),
    updatedAt: p.text().nullable(),
    deletedAt: p.text().nullable(),
  },
  indexes: [{ properties: ['deletedAt'] }],
});

const profileKey = () =>
  p.manyToOne(PostInstallProfile).mapToPk().fieldName('profile_id').deleteRule('cascade').index(false);

/** What a profile says, version by version; a version never changes. */
export const PostInstallVersion = defineEntity({
  name: 'PostInstallVersion',
  tableName: 'post_install_versions',
  properties: {
    id: p.text().primary(),
    profileId: profileKey(),
    version: p.integer(),
    stepsJson: p.text(),
    note: p.text().nullable(),
    actorType: p.text(),
    actorId: p.text().nullable(),
    createdAt: p.text(),
  },
  uniques: [{ properties: ['profileId', 'version'] }],
});

/** Which machines a profile is for: one, or those that carry a tag. */
export const PostInstallAssignment = defineEntity({
  name: 'PostInstallAssignment',
  tableName: 'post_install_assignments',
  properties: {
    id: p.text().primary(),
    profileId: profileKey(),
    machineId: machineKey().nullable(),
    tag: p.text().nullable(),
    createdAt: p.text(),
  },
  indexes: [{ properties: ['profileId'] }, { properties: ['machineId'] }, { properties: ['tag'] }],
});
