import { another, bruteForceFrom, fixture, having, ofSeverity, seenLater } from "./events";
import type { Scenario } from "./scenario";

const HOST = "5.6.7.8";
const critical = fixture("critical-no-address");
const AT_ONCE = ["one", "two", "three", "four", "five"];
const bothFamilies = having(fixture("ipv6-connection"), {
  Action: {
    ActionType: "NETWORK_CONNECTION",
    NetworkConnectionAction: { ConnectionDirection: "INBOUND", RemoteIpDetails: { IpAddressV4: HOST } },
  },
});

/** What people are told, how often, and where. */
export const notifications: readonly Scenario[] = [
  {
    name: "told-once",
    line: "A finding is told once, however often Security Hub emits it again.",
    steps: [
      {
        title: "A CRITICAL finding that names no address",
        events: [critical],
        expect: { rules: ["catch-severity"], blocked: [], said: ["CRITICAL finding"] },
      },
      {
        title: "The same, emitted again, and again with newer times the day after",
        hoursLater: 24,
        events: [critical, seenLater(critical, 6), seenLater(critical, 24)],
        expect: { rules: ["catch-severity"], blocked: [], said: [] },
      },
    ],
  },
  {
    name: "slack-away",
    line: "What Slack does not take is told when it is back: the state is tried again, and nothing counts as told before it is.",
    steps: [
      {
        title: "Slack is away for as long as one attempt lasts, and a CRITICAL finding arrives",
        slackFails: 3,
        events: [critical],
        expect: { rules: ["catch-severity"], blocked: [], said: ["CRITICAL finding"] },
      },
      {
        title: "The finding is emitted again",
        events: [critical],
        expect: { rules: ["catch-severity"], blocked: [], said: [] },
      },
    ],
  },
  {
    name: "severity-rises",
    line: "A rise in severity is told again, a fall is not.",
    steps: [
      {
        title: "A HIGH finding",
        events: [ofSeverity(critical, "HIGH")],
        expect: { rules: ["catch-severity"], blocked: [], said: ["HIGH finding"] },
      },
      {
        title: "It becomes CRITICAL",
        events: [ofSeverity(critical, "CRITICAL")],
        expect: { rules: ["catch-severity"], blocked: [], said: ["CRITICAL finding"] },
      },
      {
        title: "Another one is CRITICAL from the start",
        events: [ofSeverity(another(critical, "other"), "CRITICAL")],
        expect: { rules: ["catch-severity"], blocked: [], said: ["CRITICAL finding"] },
      },
      {
        title: "Both fall to HIGH",
        events: [ofSeverity(critical, "HIGH"), ofSeverity(another(critical, "other"), "HIGH")],
        expect: { rules: ["catch-severity"], blocked: [], said: [] },
      },
    ],
  },
  {
    name: "block-told-once",
    line: "A block is told once, though two findings or two rules name the host; the message says what to do if it is wrong.",
    config: { routing: { ipv6: true, otherForms: true } },
    steps: [
      {
        title: "Two findings about one host, at the same moment",
        events: [bruteForceFrom("9.8.7.6"), another(bruteForceFrom("9.8.7.6"), "second")],
        atOnce: true,
        expect: {
          rules: ["catch-ipv4"],
          blocked: ["9.8.7.6"],
          said: [["Blocked 9.8.7.6", "If this is wrong", "aws securityhub batch-update-findings", "Security Hub"]],
        },
      },
      {
        title: "One finding that two rules take: for its IPv6 host and for its IPv4 host",
        events: [bothFamilies],
        expect: {
          rules: ["catch-ipv6", "catch-other-forms"],
          blocked: ["9.8.7.6", HOST, "2600:1f18::5:6:7:8"],
          said: [["Blocked 2 hosts", HOST, "2600:1f18::5:6:7:8"]],
        },
      },
    ],
  },
  {
    name: "digest",
    line: "What comes above a configured number of messages a minute is told in one digest, at the end of the minute.",
    config: { notifications: { perMinute: 2 } },
    steps: [
      {
        title: "Five CRITICAL findings at once, where two messages a minute are wanted (this takes up to a minute)",
        events: AT_ONCE.map((text) => another(critical, text)),
        atOnce: true,
        expect: {
          rules: ["catch-severity"],
          blocked: [],
          said: ["CRITICAL finding", "CRITICAL finding", /3 more messages in the minute \d\d:\d\d UTC/],
        },
      },
    ],
  },
  {
    name: "everywhere-else",
    line: "Every message also goes to further Slack-compatible webhooks and, as plain text, to an SNS topic.",
    config: {
      notifications: {
        webhookParameters: ["/sechub/mattermost-url"],
        webhookHosts: ["chat.example.com"],
        topicArn: "arn:aws:sns:us-west-2:111122223333:security",
      },
    },
    steps: [
      {
        title: "A finding arrives",
        events: [fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [HOST],
          said: [`Blocked ${HOST}`],
          elsewhere: [
            ["to another webhook", `Blocked ${HOST}`, "If this is wrong"],
            ["to the topic", `Blocked ${HOST}`, "If this is wrong"],
          ],
        },
      },
    ],
  },
];
