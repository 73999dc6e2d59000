import { metadataObject } from '../../../wire/schema.ts';

/** What a client keeps with a thing of its own. */
export const metadata = metadataObject(16 * 1024);
