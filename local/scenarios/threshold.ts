import { bruteForceFrom, fixture, having, ofSeverity, ofType } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";
const [SECOND, THIRD] = ["9.8.7.6", "9.8.7.9"];

/** From which severity on findings block; what severity is, when a finding is unclear about it. */
export const threshold: readonly Scenario[] = [
  {
    name: "severity-threshold",
    line: "Only findings from a configured severity block; the others are told, with the reason.",
    config: { blockFrom: { severity: "HIGH" } },
    steps: [
      {
        title: "A MEDIUM finding",
        events: [fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [],
          refused: ["BELOW_SEVERITY"],
          said: [[`Not blocked`, "BELOW_SEVERITY", "MEDIUM", "HIGH"]],
        },
      },
      {
        title: "Another of the same type, the same day: said already",
        events: [bruteForceFrom(SECOND)],
        expect: { rules: ["catch-ipv4"], blocked: [], refused: ["BELOW_SEVERITY"], said: [] },
      },
      {
        title: "A HIGH one",
        events: [fixture("high-with-address")],
        expect: {
          rules: ["catch-ipv4", "catch-severity"],
          blocked: ["5.6.7.21"],
          said: ["Blocked 5.6.7.21", "HIGH finding"],
        },
      },
      {
        title: "The MEDIUM one becomes CRITICAL",
        events: [ofSeverity(fixture("ssh-brute-force"), "CRITICAL")],
        expect: {
          rules: ["catch-ipv4", "catch-severity"],
          blocked: ["5.6.7.21", HOST],
          said: [`Blocked ${HOST}`, "CRITICAL finding"],
        },
      },
    ],
  },
  {
    name: "severity-unclear",
    line: "Label rules, Normalized stands in for it, and a finding with neither reaches no threshold; absent fields block nothing.",
    config: { blockFrom: { severity: "HIGH" } },
    steps: [
      {
        title: "No Label, Normalized 70: HIGH",
        events: [having(bruteForceFrom(HOST), { Severity: { Normalized: 70 } })],
        expect: { rules: ["catch-ipv4"], blocked: [HOST], said: [[`Blocked ${HOST}`, "HIGH"]] },
      },
      {
        title: "Label LOW, Normalized 90: the label rules",
        events: [having(bruteForceFrom(SECOND), { Severity: { Label: "LOW", Normalized: 90 } })],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          refused: ["BELOW_SEVERITY"],
          said: [["BELOW_SEVERITY", "LOW"]],
        },
      },
      {
        title: "No Severity at all; a day later, since a threshold is told once a day for an account and a type",
        hoursLater: 25,
        events: [having(bruteForceFrom(THIRD), { Severity: undefined, FindingProviderFields: undefined })],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          refused: ["BELOW_SEVERITY"],
          said: [["BELOW_SEVERITY", "UNKNOWN"]],
        },
      },
      {
        title: "Without a threshold the same finding blocks, also without Workflow and RecordState",
        redeploy: { blockFrom: { severity: "INFORMATIONAL" } },
        events: [
          having(bruteForceFrom(THIRD), {
            ...{ Severity: undefined, FindingProviderFields: undefined },
            ...{ Workflow: undefined, RecordState: undefined },
          }),
        ],
        expect: { rules: ["catch-ipv4"], blocked: [HOST, THIRD], said: [[`Blocked ${THIRD}`, "UNKNOWN"]] },
      },
    ],
  },
  {
    name: "seed-blocks-all",
    line: "By default every type, account and severity blocks, down to INFORMATIONAL: as the published design does.",
    steps: [
      {
        title: "An INFORMATIONAL finding of a type that nobody knows, of any account",
        events: [
          having(ofType(ofSeverity(bruteForceFrom(HOST), "INFORMATIONAL"), "TTPs/Odd:EC2-New.Type"), {
            AwsAccountId: "444455556666",
          }),
        ],
        expect: { rules: ["catch-ipv4"], blocked: [HOST], said: [[`Blocked ${HOST}`, "INFORMATIONAL"]] },
      },
    ],
  },
];
