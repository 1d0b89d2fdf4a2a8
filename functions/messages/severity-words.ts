import type { Severity } from "../domain/finding";

/** A sign and the word: nobody has to tell colours apart. */
const SIGNS: Readonly<Record<Severity, string>> = {
  CRITICAL: "🚨",
  HIGH: "🔴",
  MEDIUM: "🟠",
  LOW: "🟡",
  INFORMATIONAL: "🔵",
  UNKNOWN: "⚪",
};

export const severityWords = (severity: Severity): string => `${SIGNS[severity]} ${severity}`;
