import { type ApprovedImage, parseImageReference } from '@suivi/shared';
import type { ServiceBefore } from './before.ts';
import { digestsOf } from './parse.ts';
import type { RawImage } from './raw.ts';

/** A service with the image that its name stands for after the images were fetched. */
export interface ServiceFetched extends ServiceBefore {
  readonly fetched: RawImage | null;
}

/** Whether a service would run another image than before. */
export const isNew = ({ left, imageId, fetched }: ServiceFetched): boolean =>
  left === null && fetched !== null && fetched.Id.replace(/^sha256:/, '') !== imageId.replace(/^sha256:/, '');

/**
 * How what would be started differs from what was approved, as a sentence; null when it does not. Only what would change
 * counts: an approved image that runs already is done. Pure.
 */
export function differenceOf(
  services: readonly ServiceFetched[],
  approved: readonly ApprovedImage[] | undefined,
): string | null {
  if (approved === undefined) return null;
  for (const service of services.filter(isNew)) {
    const { name, image, fetched } = service;
    const given = approved.find((each) => each.service === name && each.image === image);
    if (!given) return `${name} has a new image too (${image}), which was not approved.`;
    const digests = digestsOf(fetched ?? undefined, parseImageReference(image));
    if (!digests.includes(given.digest))
      return `${image} of ${name} is ${digests[0] ?? 'of no registry'} now, and ${given.digest} was approved.`;
  }
  return null;
}
