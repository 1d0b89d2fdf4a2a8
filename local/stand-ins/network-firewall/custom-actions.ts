import { isAbsent, isJsonObject, show } from "../json";

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_CustomAction.html */
const ACTION_NAME = /^[a-zA-Z0-9]{1,128}$/;

/** https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Dimension.html */
const DIMENSION_VALUE = /^[a-zA-Z0-9-_ ]{1,128}$/;

/** https://docs.aws.amazon.com/network-firewall/latest/developerguide/quotas.html does not list it; the service refuses the eleventh. */
export const MAX_CUSTOM_ACTIONS = 10;

/** What is wrong with the definitions of custom actions, each of which publishes a metric with one dimension. */
export function customActionsProblems(place: string, customActions: unknown): string[] {
  if (isAbsent(customActions)) return [];
  if (!Array.isArray(customActions)) return [`${place} is not a list`];
  const seen = new Set<unknown>();
  const limit =
    customActions.length > MAX_CUSTOM_ACTIONS
      ? [`${place} has ${customActions.length} custom actions; at most ${MAX_CUSTOM_ACTIONS} are allowed`]
      : [];
  const problems = customActions.flatMap((action: unknown, index) => {
    const here = `${place}[${index}]`;
    if (!isJsonObject(action)) return [`${here} is not an object`];
    const name = action.ActionName;
    const repeated = seen.has(name);
    seen.add(name);
    return [
      ...(typeof name === "string" && ACTION_NAME.test(name)
        ? []
        : [`${here}.ActionName: ${show(name)} does not match ${ACTION_NAME.source}`]),
      ...(repeated ? [`${here}.ActionName: ${show(name)} is defined twice`] : []),
      ...definitionProblems(`${here}.ActionDefinition`, action.ActionDefinition),
    ];
  });
  return [...limit, ...problems];
}

/** The names that a rule's Actions may use. */
export const customActionNames = (customActions: unknown): ReadonlySet<unknown> =>
  new Set(
    Array.isArray(customActions)
      ? customActions.map((action: unknown) => (isJsonObject(action) ? action.ActionName : undefined))
      : [],
  );

/** One Dimension exactly: https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_PublishMetricAction.html */
function definitionProblems(place: string, definition: unknown): string[] {
  const publish = isJsonObject(definition) ? definition.PublishMetricAction : undefined;
  if (!isJsonObject(publish)) return [`${place}.PublishMetricAction is required`];
  const dimensions: unknown = publish.Dimensions;
  if (!Array.isArray(dimensions) || dimensions.length !== 1) {
    return [`${place}.PublishMetricAction.Dimensions needs exactly one Dimension, got ${show(dimensions)}`];
  }
  const [dimension] = dimensions as unknown[];
  const value = isJsonObject(dimension) ? dimension.Value : undefined;
  return typeof value === "string" && DIMENSION_VALUE.test(value)
    ? []
    : [`${place}.PublishMetricAction.Dimensions[0].Value: ${show(value)} does not match ${DIMENSION_VALUE.source}`];
}
