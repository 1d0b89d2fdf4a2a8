import { isAbsent, isJsonObject, show } from "../json";

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_BUTTON_TEXT = 75;
const MAX_BUTTON_URL = 3000;
const MAX_ACTION_ID = 255;
const MAX_BUTTON_VALUE = 2000;

const TEXT_TYPES = ["plain_text", "mrkdwn"];

/** A text object, which is never empty. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export function textProblems(place: string, text: unknown, maxLength: number, types = TEXT_TYPES): string[] {
  if (!isJsonObject(text) || !types.includes(text.type as string)) {
    return [`${place}: ${show(text)} is not a text object of type ${types.join(" or ")}`];
  }
  if (typeof text.text !== "string" || text.text.length === 0) return [`${place}.text is empty`];
  return text.text.length > maxLength ? [`${place}.text: ${text.text.length} characters of at most ${maxLength}`] : [];
}

/** An interactive element. Buttons are the only ones that work with an incoming webhook alone: as links. */
export function elementProblems(place: string, element: unknown): string[] {
  if (!isJsonObject(element) || element.type !== "button") return [`${place}: ${show(element)} is not a button`];
  return [
    ...textProblems(`${place}.text`, element.text, MAX_BUTTON_TEXT, ["plain_text"]),
    ...lengthProblems(`${place}.url`, element.url, MAX_BUTTON_URL),
    ...lengthProblems(`${place}.action_id`, element.action_id, MAX_ACTION_ID),
    ...lengthProblems(`${place}.value`, element.value, MAX_BUTTON_VALUE),
  ];
}

function lengthProblems(place: string, value: unknown, max: number): string[] {
  if (isAbsent(value)) return [];
  if (typeof value !== "string") return [`${place} is not text`];
  return value.length > max ? [`${place}: ${value.length} characters of at most ${max}`] : [];
}
