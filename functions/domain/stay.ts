/** How long hosts stay blocked. */
export interface Stay {
  /** Hours of a first block. */
  readonly retentionHours: number;
  /** Each further block within the memory lasts so many times longer; 1: no longer. */
  readonly factor: number;
  /** No block lasts longer. */
  readonly ceilingHours: number;
}

/** Hours of the block of this number: 1 is the first within the memory. */
export function hoursOfBlock(number: number, { retentionHours, factor, ceilingHours }: Stay): number {
  const hours = retentionHours * factor ** (Math.max(1, number) - 1);
  return Math.min(ceilingHours, hours);
}
