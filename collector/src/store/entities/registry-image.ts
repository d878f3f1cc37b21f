import { defineEntity, p } from '@mikro-orm/core';

/** What registries say of the images that machines run: each image once, however many machines run it. */
export const RegistryImage = defineEntity({
  name: 'RegistryImage',
  tableName: 'registry_images',
  properties: {
    reference: p.text().primary(),
    registry: p.text(),
    digest: p.text().nullable(),
    answeredAt: p.text().nullable(),
    problemCode: p.text().nullable(),
    problemMessage: p.text().nullable(),
    askedAt: p.text(),
    nextAskAt: p.text(),
    failures: p.integer().default(0),
  },
});
