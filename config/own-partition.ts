import { partitionOf } from "../functions/contract/partition";

interface OfPartition {
  readonly region: string;
  readonly blockFrom: { readonly regions: readonly string[]; readonly products: readonly string[] };
}

/** Regions and products that are not of the environment's partition: Security Hub brings no finding from another. */
export function foreignSettings({ region, blockFrom: { regions, products } }: OfPartition) {
  const own = partitionOf(region);
  const message = `must be of the environment's own partition, ${own}: no finding of another comes here`;
  const isForeignArn = (arn: string) => {
    const [, partition = "", , of = ""] = arn.split(":");
    // Of what is no ARN its own line says so.
    return partition.startsWith("aws") && (partition !== own || partitionOf(of) !== own);
  };
  return [
    ...regions.map((one, index) => ({ path: ["blockFrom", "regions", index], foreign: partitionOf(one) !== own })),
    ...products.map((arn, index) => ({ path: ["blockFrom", "products", index], foreign: isForeignArn(arn) })),
  ].flatMap(({ path, foreign }) => (foreign ? [{ path, message }] : []));
}
