/**
 * Stands in for @aws-sdk/endpoint-cache in the bundles: the DynamoDB client makes one for endpoint discovery, which is
 * off unless a client asks for it, and none of ours does. It is 2 KB of each zip.
 */
export class EndpointCache {}
