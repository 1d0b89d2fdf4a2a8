import { partitionOf } from "../contract/partition";
import type { Finding } from "./finding";

const GUARDDUTY_PRODUCT = /^arn:([a-z-]+):securityhub:([a-z]{2}(?:-[a-z]+)+-\d)::product\/aws\/guardduty$/;

/**
 * Security Hub lets nobody import under an ARN of AWS, so that this one field cannot be forged; all others can. Of every
 * region of the partition: a home region gets the findings of the regions that are linked to it, under their own ARN.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 */
export function isGuardDuty(productArn: string, partition: string): boolean {
  const [, ofArn, region = ""] = GUARDDUTY_PRODUCT.exec(productArn) ?? [];
  return ofArn === partition && partitionOf(region) === partition;
}

/** The product that a row has to name: none when it is GuardDuty, as in rows of before other products could block. */
export const productIn = ({ productArn }: Finding, partition: string): { readonly ProductArn?: string } =>
  isGuardDuty(productArn, partition) ? {} : { ProductArn: productArn };
