/** Where objects are kept, and as whom. */
export type S3Settings = {
  readonly bucket: string;
  readonly region: string;
  /** Another server than Amazon's, addressed with the bucket in the path; null: Amazon's. */
  readonly endpoint: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that were lent for a while. */
  readonly sessionToken: string | null;
};
