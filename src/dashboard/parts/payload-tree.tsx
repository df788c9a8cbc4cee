import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { cutTo } from "../../show/text/cut.ts";
import { printable, printableJson, shorten } from "../../show/text/printable.ts";
import { bytesOf } from "../../show/views/listed.ts";
import { CopyButton } from "./copyable.tsx";

/** A page shows so much of a payload; the event as JSON has all of it. */
const ROOM = { leaves: 300, bytes: 30_000 };
const VALUE_LENGTH = 400;
const NAME_LENGTH = 80;
/** Nobody reads a longer one; it is still to be copied. */
const PATH_LENGTH = 300;
/** The tags of a leaf, and of a list. */
const TAG_BYTES = { leaf: 220, branch: 90 };

/** A payload as a tree; each value has the path under which a rule reads it. */
export function PayloadTree({ data, root }: { readonly data: JsonValue; readonly root: string }) {
  const room = { ...ROOM };
  const tree = <Value name={root} path={root} value={data} room={room} isOpen />;
  return <div class="payload">{tree}</div>;
}

interface Place {
  readonly name: string;
  readonly path: string;
  readonly value: JsonValue;
  /** How much there is room for yet; counts down. */
  readonly room: { leaves: number; bytes: number };
  readonly isOpen?: boolean;
}

function Value(place: Place) {
  const { name, path, value, room, isOpen = false } = place;
  if (isFull(room)) return null;
  const members = membersOf(value);
  if (members.length === 0) return <Leaf {...place} />;
  room.bytes -= TAG_BYTES.branch + bytesOf(shorten(name, NAME_LENGTH));
  return (
    <details open={isOpen}>
      <summary>
        <code>{shorten(name, NAME_LENGTH)}</code>{" "}
        <small>{Array.isArray(value) ? `${members.length} items` : `${members.length} fields`}</small>
      </summary>
      {members.map(([key, item]) => (
        <Value name={key} path={`${path}.${key}`} value={item} room={room} isOpen={isOpen && members.length <= 12} />
      ))}
      {isOpen && isFull(room) ? (
        <p class="quiet">There is no room here for the rest; the event as JSON has it.</p>
      ) : null}
    </details>
  );
}

function Leaf({ name, path, value, room }: Place) {
  const shown = printable(path);
  const json = cutTo(printableJson(value), VALUE_LENGTH);
  room.leaves -= 1;
  room.bytes -= TAG_BYTES.leaf + bytesOf(json) + bytesOf(shorten(name, NAME_LENGTH));
  room.bytes -= 3 * bytesOf(shorten(shown, PATH_LENGTH));
  return (
    <div class="leaf">
      <code title={shorten(shown, PATH_LENGTH)}>{shorten(name, NAME_LENGTH)}</code> <span class="value">{json}</span>{" "}
      {shown.length > PATH_LENGTH ? null : <CopyButton text={shown} label={`path ${shown}`} words="Copy path" />}
    </div>
  );
}

function isFull({ leaves, bytes }: Place["room"]): boolean {
  return leaves <= 0 || bytes <= 0;
}

function membersOf(value: JsonValue): readonly (readonly [name: string, value: JsonValue])[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => [String(index), item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}
