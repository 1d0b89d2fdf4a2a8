import { bruteForceFrom, fixture, having, probesFrom, together } from "./events";
import type { Scenario } from "./scenario";

const ATTACKER = "5.6.7.8";
/** Of local/fixtures/port-probe.json. */
const PROBERS = ["5.6.7.9", "6.7.8.9"];
const TEN_HOSTS = Array.from({ length: 10 }, (_, index) => `9.8.7.${index * 3 + 1}`);

/** Every address that a finding may name, in every form, and the routing that lets it in. */
export const addresses: readonly Scenario[] = [
  {
    name: "ipv4-host",
    line: "A finding about an IPv4 host blocks it, both ways; one of high severity is told as a finding as well.",
    steps: [
      {
        title: "SSH passwords are tried from 5.6.7.8",
        events: [fixture("ssh-brute-force")],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [ATTACKER],
          hours: { [ATTACKER]: 720 },
          blocks: { [ATTACKER]: 1 },
          said: [[`Blocked ${ATTACKER}`, "SSHBruteForce"]],
        },
      },
      {
        title: "An instance talks to a command and control server, which is HIGH",
        events: [fixture("high-with-address")],
        expect: {
          rules: ["catch-ipv4", "catch-severity"],
          blocked: [ATTACKER, "5.6.7.21"],
          said: ["Blocked 5.6.7.21", "HIGH finding"],
        },
      },
    ],
  },
  {
    name: "ipv6-host",
    line: "IPv6 hosts, also those that only the Network object names, are blocked once routing.ipv6 lets them in.",
    steps: [
      {
        title: "By default no rule takes it: exactly the published patterns",
        events: [fixture("ipv6-connection"), fixture("network-object-ipv6")],
        expect: { blocked: [], said: [] },
      },
      {
        title: "With routing.ipv6",
        redeploy: { routing: { ipv6: true } },
        events: [fixture("ipv6-connection"), fixture("network-object-ipv6")],
        expect: {
          rules: ["catch-ipv6"],
          blocked: ["2600:1f18::5:6:7:8", "2600:1f18::5:6:7:9"],
          said: ["Blocked 2600:1f18::5:6:7:8", "Blocked 2600:1f18::5:6:7:9"],
        },
      },
    ],
  },
  {
    name: "port-probe",
    line: "Every entry of a port probe is blocked, ten hosts in a finding too, once routing.portProbes lets them in.",
    steps: [
      {
        title: "By default no rule takes a port probe",
        events: [fixture("port-probe")],
        expect: { blocked: [], said: [] },
      },
      {
        title: "With routing.portProbes: both of its entries",
        redeploy: { routing: { portProbes: true } },
        events: [fixture("port-probe")],
        expect: { rules: ["catch-port-probe"], blocked: PROBERS, said: [["Blocked 2 hosts", ...PROBERS]] },
      },
      {
        title: "Ten hosts in one finding",
        events: [probesFrom(TEN_HOSTS)],
        expect: {
          rules: ["catch-port-probe"],
          blocked: [...PROBERS, ...TEN_HOSTS],
          said: [["Blocked 10 hosts", ...TEN_HOSTS]],
        },
      },
    ],
  },
  {
    name: "other-forms",
    line: "A host that only the Action object or the keys of 2018 name is blocked once routing.otherForms lets it in.",
    steps: [
      {
        title: "By default no rule takes them",
        events: [fixture("action-object-only"), fixture("old-unprefixed-keys")],
        expect: { blocked: [], said: [] },
      },
      {
        title: "With routing.otherForms",
        redeploy: { routing: { otherForms: true } },
        events: [fixture("action-object-only"), fixture("old-unprefixed-keys")],
        expect: {
          rules: ["catch-other-forms"],
          blocked: ["5.6.7.10", "5.6.7.11"],
          said: ["Blocked 5.6.7.10", "Blocked 5.6.7.11"],
        },
      },
    ],
  },
  {
    name: "api-call",
    line: "Callers of AWS and Kubernetes APIs are left alone, being often our own people, until blockActions names them.",
    steps: [
      {
        title: "By default no rule takes an API call",
        events: [fixture("api-call"), fixture("kubernetes-api-call")],
        expect: { blocked: [], said: [] },
      },
      {
        title: "With awsApiCall and kubernetesApiCall in blockActions",
        redeploy: { blockActions: ["networkConnection", "awsApiCall", "kubernetesApiCall"] },
        events: [fixture("api-call"), fixture("kubernetes-api-call")],
        expect: {
          rules: ["catch-api-call", "catch-kubernetes-api-call"],
          blocked: ["5.6.7.12", "5.6.7.13"],
          said: ["Blocked 5.6.7.12", "Blocked 5.6.7.13"],
        },
      },
    ],
  },
  {
    name: "several-findings",
    line: "Of several findings in one event each is judged for itself: what is wrong with one keeps no other from blocking.",
    steps: [
      {
        title: "Two attackers, a private address, a text that is no address, and a finding without fields",
        events: [
          together(
            bruteForceFrom(ATTACKER),
            bruteForceFrom("9.8.7.6"),
            fixture("private-host"),
            fixture("malformed-address"),
            having(fixture("no-product-fields"), { Severity: undefined, Workflow: undefined, RecordState: undefined }),
          ),
        ],
        expect: {
          rules: ["catch-ipv4"],
          blocked: [ATTACKER, "9.8.7.6"],
          refused: ["NOT_PUBLIC", "NOT_AN_ADDRESS", "NO_REMOTE_HOST"],
          said: [["Blocked 2 hosts", ATTACKER, "9.8.7.6", "10.1.2.3", "999.1.2.3"]],
        },
      },
    ],
  },
];
