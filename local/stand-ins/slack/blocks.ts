import { isAbsent, isJsonObject, show } from "../json";
import { elementProblems, textProblems } from "./elements";

/** https://docs.slack.dev/reference/block-kit/blocks */
const MAX_BLOCKS = 50;
const MAX_BLOCK_ID = 255;

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const MAX_SECTION_TEXT = 3000;
const MAX_FIELDS = 10;
const MAX_FIELD_TEXT = 2000;
/** https://docs.slack.dev/reference/block-kit/blocks/header-block */
const MAX_HEADER_TEXT = 150;
/** https://docs.slack.dev/reference/block-kit/blocks/context-block */
const MAX_CONTEXT_ELEMENTS = 10;
/** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
const MAX_ACTIONS_ELEMENTS = 25;

type BlockCheck = (place: string, block: Readonly<Record<string, unknown>>) => string[];

/** The types of block that our messages are made of. A type that is not here is refused: add its limits first. */
const BLOCKS: ReadonlyMap<unknown, BlockCheck> = new Map<unknown, BlockCheck>([
  ["divider", () => []],
  ["header", (place, { text }) => textProblems(`${place}.text`, text, MAX_HEADER_TEXT, ["plain_text"])],
  [
    "section",
    (place, { text, fields, accessory }) => [
      ...(isAbsent(text) && isAbsent(fields) ? [`${place} needs text or fields`] : []),
      ...(isAbsent(text) ? [] : textProblems(`${place}.text`, text, MAX_SECTION_TEXT)),
      ...(isAbsent(fields)
        ? []
        : listProblems(`${place}.fields`, fields, MAX_FIELDS, (here, field) =>
            textProblems(here, field, MAX_FIELD_TEXT),
          )),
      ...(isAbsent(accessory) ? [] : elementProblems(`${place}.accessory`, accessory)),
    ],
  ],
  [
    "context",
    (place, { elements }) =>
      listProblems(`${place}.elements`, elements, MAX_CONTEXT_ELEMENTS, (here, element) =>
        textProblems(here, element, MAX_SECTION_TEXT),
      ),
  ],
  [
    "actions",
    (place, { elements }) => listProblems(`${place}.elements`, elements, MAX_ACTIONS_ELEMENTS, elementProblems),
  ],
]);

/** What is wrong with a message's blocks, each problem with its place. Slack itself says no more than `invalid_blocks`. */
export function blocksProblems(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return [`blocks: ${show(blocks)} is not a list`];
  const tooMany = blocks.length > MAX_BLOCKS ? [`blocks: ${blocks.length} of at most ${MAX_BLOCKS}`] : [];
  return [...tooMany, ...blocks.flatMap((block: unknown, index) => blockProblems(`blocks[${index}]`, block))];
}

function blockProblems(place: string, block: unknown): string[] {
  if (!isJsonObject(block)) return [`${place} is not an object`];
  const check = BLOCKS.get(block.type);
  if (check === undefined) return [`${place}.type: ${show(block.type)} is not known to the stand-in`];
  const id = block.block_id;
  const badId = !isAbsent(id) && (typeof id !== "string" || id.length > MAX_BLOCK_ID);
  return [...(badId ? [`${place}.block_id is longer than ${MAX_BLOCK_ID}`] : []), ...check(place, block)];
}

/** A list that must hold something, but not too much. */
function listProblems(
  place: string,
  list: unknown,
  max: number,
  itemProblems: (place: string, item: unknown) => string[],
): string[] {
  if (!Array.isArray(list) || list.length === 0) return [`${place} needs at least one item`];
  const tooMany = list.length > max ? [`${place}: ${list.length} of at most ${max}`] : [];
  return [...tooMany, ...list.flatMap((item: unknown, index) => itemProblems(`${place}[${index}]`, item))];
}
