import { z } from "zod";

export const KMS_KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;

export const kmsKeyArn = z.string().regex(KMS_KEY_ARN, "must be the ARN of a KMS key (…:key/…), not of an alias");
