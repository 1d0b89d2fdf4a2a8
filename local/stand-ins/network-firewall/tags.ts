import { AwsError } from "../aws-error";
import type { Operation } from "../aws-json";
import { isAbsent, isIntegerBetween, isJsonObject, show } from "../json";
import { invalidRequest } from "./requests";

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Tag.html */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const MAX_TAGS = 200;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const MAX_PAGE = 100;

/** The tags of all resources, by ARN. A resource's tags go with it. */
export class Tags {
  private readonly byArn = new Map<string, ReadonlyMap<string, string>>();

  /** In the order of their keys. None: the service leaves the member out. */
  of(arn: string): readonly Tag[] | undefined {
    const tags = this.byArn.get(arn);
    if (tags === undefined || tags.size === 0) return undefined;
    return [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([Key, Value]) => ({ Key, Value }));
  }

  /** @throws AwsError InvalidRequestException */
  add(arn: string, tags: unknown): void {
    const merged = new Map([
      ...(this.byArn.get(arn) ?? []),
      ...tagsOf(tags).map(({ Key, Value }) => [Key, Value] as const),
    ]);
    if (merged.size > MAX_TAGS) throw invalidRequest(`a resource has at most ${MAX_TAGS} tags`);
    this.byArn.set(arn, merged);
  }

  remove(arn: string, keys: readonly unknown[]): void {
    this.byArn.set(arn, new Map([...(this.byArn.get(arn) ?? [])].filter(([key]) => !keys.includes(key))));
  }

  forget(arn: string): void {
    this.byArn.delete(arn);
  }
}

/** The tags of a request that makes a resource. @throws AwsError InvalidRequestException */
export function tagsOf(tags: unknown): readonly Tag[] {
  if (isAbsent(tags)) return [];
  if (!Array.isArray(tags)) throw invalidRequest("Tags is not a list");
  for (const tag of tags as unknown[]) {
    const { Key, Value } = isJsonObject(tag) ? tag : {};
    if (typeof Key !== "string" || Key === "" || Key.length > MAX_KEY || Key.startsWith("aws:")) {
      throw invalidRequest(`Tags: the key ${show(Key)} has not 1 to ${MAX_KEY} characters, or starts with aws:`);
    }
    if (typeof Value !== "string" || Value.length > MAX_VALUE) {
      throw invalidRequest(`Tags: the value of ${Key} has not 0 to ${MAX_VALUE} characters`);
    }
  }
  return tags as Tag[];
}

/** @param exists whether a resource has this ARN */
export function tagOperations(tags: Tags, exists: (arn: string) => boolean) {
  const resource = (arn: unknown): string => {
    if (typeof arn !== "string" || !arn.startsWith("arn:aws"))
      throw invalidRequest(`ResourceArn: ${show(arn)} is not an ARN`);
    if (!exists(arn)) throw new AwsError("ResourceNotFoundException", `there is no resource ${arn}`);
    return arn;
  };
  return {
    TagResource: ({ ResourceArn, Tags: added }) => {
      const arn = resource(ResourceArn);
      if (tagsOf(added).length === 0) throw invalidRequest("Tags is required");
      tags.add(arn, added);
      return {};
    },
    UntagResource: ({ ResourceArn, TagKeys }) => {
      const arn = resource(ResourceArn);
      if (!Array.isArray(TagKeys) || TagKeys.length === 0) throw invalidRequest("TagKeys is required");
      tags.remove(arn, TagKeys);
      return {};
    },
    ListTagsForResource: ({ ResourceArn, MaxResults, NextToken }) => {
      const all = tags.of(resource(ResourceArn)) ?? [];
      const { page, next } = pageOf(all, MaxResults, NextToken);
      return { Tags: page, ...next };
    },
  } satisfies Record<string, Operation>;
}

/** One page of a list, and the token of the next. @throws AwsError InvalidRequestException */
export function pageOf<Item>(all: readonly Item[], maxResults: unknown, nextToken: unknown) {
  if (!isAbsent(maxResults) && !isIntegerBetween(maxResults, 1, MAX_PAGE)) {
    throw invalidRequest(`MaxResults: ${show(maxResults)} is not an integer from 1 to ${MAX_PAGE}`);
  }
  const from = isAbsent(nextToken) ? 0 : Number(nextToken);
  const to = from + (isAbsent(maxResults) ? MAX_PAGE : maxResults);
  return { page: all.slice(from, to), next: to < all.length ? { NextToken: String(to) } : {} };
}
