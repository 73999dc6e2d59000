import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isOwnKey } from '../../core/files/storage.ts';

/**
 * Ends uploads in parts that began before `before` (milliseconds) and were never finished: those of processes that died meanwhile. What
 * others may keep in the same bucket is left alone. Returns how many.
 */
export async function abortUnfinished(client: S3Client, bucket: string, before: number): Promise<number> {
  let ended = 0;
  let after: Pick<ListMultipartUploadsCommandOutput, 'NextKeyMarker' | 'NextUploadIdMarker'> | null = {};
  while (after !== null) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({
        Bucket: bucket,
        ...(after.NextKeyMarker && { KeyMarker: after.NextKeyMarker, UploadIdMarker: after.NextUploadIdMarker }),
      }),
    );
    for (const { Key = '', UploadId, Initiated } of page.Uploads ?? []) {
      if (!isOwnKey(Key) || Initiated === undefined || Initiated.getTime() > before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      ended += 1;
    }
    after = page.IsTruncated && page.NextKeyMarker ? page : null;
  }
  return ended;
}
