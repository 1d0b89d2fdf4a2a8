import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { BaseStack } from "../base-stack";

export interface StateBucketProps {
  readonly bucket: string;
  /** Key of what is stored without naming another. @default keys of S3's own (AES256) */
  readonly kmsKeyArn?: string | undefined;
}

/** A state that was replaced longer ago is of no use to anybody, unless it is among the newest: a stack may rest for a year. */
const OLD_VERSION_DAYS = 365;
const OLD_VERSIONS_KEPT = 20;
const UNFINISHED_UPLOAD_DAYS = 7;

/** A bucket for Terraform's states: every version kept, encrypted, by TLS only, for this account alone, never destroyed. */
export class StateBucket extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { bucket: name, kmsKeyArn }: StateBucketProps) {
    super(scope, id);
    const { config, partition } = BaseStack.baseOf(this);
    // Not the resource's attribute, which is known only after apply: whoever is asked sees what the policy will say.
    this.arn = `arn:${partition}:s3:::${name}`;
    const made = new S3Bucket(this, "Resource", {
      bucket: name,
      forceDestroy: false,
      tags: { Project: "sechub-firewall", ...config.tags },
      // Of the environment that made it: another one's tags are no reason to change the bucket of both.
      lifecycle: { preventDestroy: true, ignoreChanges: ["tags"] },
    });
    const bucket = made.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
      lifecycle: { preventDestroy: true },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
              bucketKeyEnabled: true,
            },
      ],
    });
    // S3 refuses two changes of a bucket's access at the same moment, so these three come one after another.
    const publicAccess = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: tlsOnly(this.arn),
      dependsOn: [publicAccess],
    });
    new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
      dependsOn: [policy],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{}],
          noncurrentVersionExpiration: [
            { noncurrentDays: OLD_VERSION_DAYS, newerNoncurrentVersions: OLD_VERSIONS_KEPT },
          ],
        },
        {
          id: "unfinished-uploads",
          status: "Enabled",
          filter: [{}],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_UPLOAD_DAYS }],
        },
      ],
      // Until there are versions, there are no old ones to speak of.
      dependsOn: [versioning],
    });
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html: no plain HTTP, no TLS before 1.2. */
const tlsOnly = (arn: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "OnlyByTls", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "OnlyByTls12OrNewer", Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ].map(({ Sid, Condition }) => ({
      Sid,
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition,
    })),
  });
