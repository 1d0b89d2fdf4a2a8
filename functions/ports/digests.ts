/** What a person reads of one digest. Those above it are counted. */
export const MAX_DIGEST_LINES = 40;

/** What a digest says of one message. */
export interface DigestLine {
  readonly kind: string;
  /** Not escaped: it may be what others wrote. */
  readonly text: string;
}

/** A digest that takes no more lines. */
export interface ClosedDigest {
  /** All messages of its minute: sent, in a line, or only counted. */
  readonly messages: number;
  readonly lines: readonly DigestLine[];
}

/** The messages of each minute: how many, and what is to be said of those that were not sent. */
export interface Digests {
  /** Counts one more message of this minute; answers how many they are now. */
  readonly count: (minute: string) => Promise<number>;
  /** Adds a line, or only sees that the digest is open when there is no room for it. False: it is closed. */
  readonly add: (minute: string, line: DigestLine) => Promise<boolean>;
  /** True while lines can be added. */
  readonly isOpen: (minute: string) => Promise<boolean>;
  /** Ends it: whatever was added, or counted before a look that found it open, is in the answer. */
  readonly close: (minute: string) => Promise<ClosedDigest>;
}
