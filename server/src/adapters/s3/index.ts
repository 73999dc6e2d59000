import { contentDisposition } from '../../core/files/disposition.ts';
import type { DirectLinks } from '../../core/files/links.ts';
import type { FileStorage } from '../../core/files/storage.ts';
import { bucketAddress, createS3Client } from './client.ts';
import { createPresigner } from './presign.ts';
import type { S3Settings } from './settings.ts';
import { createS3Storage, type S3Ports } from './storage.ts';

export type S3 = {
  readonly storage: FileStorage;
  /** Links that lead to the bucket itself. */
  readonly links: DirectLinks;
  /** That of the links. */
  readonly origin: string;
  close(): void;
};

/** Opens a bucket: nothing is asked of the server before there is something to do. */
export function openS3(
  settings: S3Settings,
  ports: Pick<S3Ports, 'staging' | 'onTrouble'> & { readonly linkTtlSeconds: number; readonly now: () => number },
): S3 {
  const client = createS3Client(settings);
  const address = bucketAddress(client, settings);
  const sign = createPresigner(settings, address, ports.linkTtlSeconds, ports.now);
  return {
    storage: createS3Storage({ ...ports, client, bucket: settings.bucket }),
    links: {
      sign: ({ storageKey, mimeType, name }, { disposition, cacheControl }) =>
        sign(storageKey, {
          contentType: mimeType,
          contentDisposition: contentDisposition(disposition, name),
          cacheControl,
        }),
    },
    origin: address.origin,
    close: () => client.destroy(),
  };
}
