import type { ActionKind } from "../contract/action-kinds";
import { array, object, type Finding, type JsonObject } from "./finding";

/** A remote address as the finding writes it: not yet parsed, perhaps not an address at all. */
export interface RemoteAddress {
  readonly text: string;
  readonly kind: ActionKind;
}

const KIND_BY_FIELD: Readonly<Record<string, ActionKind>> = {
  networkConnectionAction: "networkConnection",
  portProbeAction: "portProbe",
  awsApiCallAction: "awsApiCall",
  kubernetesApiCallAction: "kubernetesApiCall",
};

/** Today's keys start with aws/guardduty/service/, those of 2018 and 2019 did not. */
const ADDRESS_FIELD =
  /^(?:aws\/guardduty\/service\/)?action\/(networkConnectionAction|portProbeAction|awsApiCallAction|kubernetesApiCallAction)\/(?:portProbeDetails[.:]\d+_?\/)?remoteIpDetails\/ipAddressV[46]$/;

/** Every remote address of the finding, once each, in the order in which the finding names them. */
export function remoteAddresses(finding: Finding): readonly RemoteAddress[] {
  const found = [
    ...fromProductFields(finding.productFields),
    ...fromAction(finding.action),
    ...fromNetwork(finding.network),
  ];
  const unique = new Map(found.map((address) => [`${address.kind} ${address.text}`, address]));
  return [...unique.values()];
}

function fromProductFields(fields: Finding["productFields"]): RemoteAddress[] {
  return [...fields].flatMap(([key, text]) => {
    const kind = KIND_BY_FIELD[ADDRESS_FIELD.exec(key)?.[1] ?? ""];
    return kind === undefined ? [] : [{ text, kind }];
  });
}

/** ASFF's Action object documents IpAddressV4 only; IpAddressV6 is read too, should it arrive. */
function fromAction(action: JsonObject): RemoteAddress[] {
  const remote = (holder: unknown, kind: ActionKind): RemoteAddress[] => {
    const details = object(object(holder).RemoteIpDetails);
    return [details.IpAddressV4, details.IpAddressV6]
      .filter((text): text is string => typeof text === "string")
      .map((text) => ({ text, kind }));
  };
  return [
    ...remote(action.NetworkConnectionAction, "networkConnection"),
    ...array(object(action.PortProbeAction).PortProbeDetails).flatMap((probe) => remote(probe, "portProbe")),
    ...remote(action.AwsApiCallAction, "awsApiCall"),
    ...remote(action.KubernetesApiCallAction, "kubernetesApiCall"),
  ];
}

/** The remote end of ASFF's Network object: the source of what comes in, the destination of what goes out. */
function fromNetwork(network: JsonObject): RemoteAddress[] {
  const ends =
    network.Direction === "IN"
      ? [network.SourceIpV4, network.SourceIpV6]
      : network.Direction === "OUT"
        ? [network.DestinationIpV4, network.DestinationIpV6]
        : [];
  return ends
    .filter((text): text is string => typeof text === "string")
    .map((text) => ({ text, kind: "networkConnection" as const }));
}
