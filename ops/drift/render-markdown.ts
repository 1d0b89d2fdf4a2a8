import { markdownOf } from "../plan/render-markdown";
import type { Report } from "../plan/report";

/** For an issue: its first line is the verdict, as it stands in the text. */
export const renderDrift = (report: Report): string =>
  markdownOf([report.verdict], ["part", "found"], report, "npm run drift");
