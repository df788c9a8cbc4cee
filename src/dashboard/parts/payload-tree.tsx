import type { JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import { printable, printableJson } from "../../show/text/printable.ts";
import { CopyButton } from "./copyable.tsx";

/** A page shows so many values of a payload; the body as received has all of them. */
const MOST_LEAVES = 300;

/** A payload as a tree; each value has the path under which a rule reads it. */
export function PayloadTree({ data, root }: { readonly data: JsonValue; readonly root: string }) {
  const room = { leaves: MOST_LEAVES };
  const tree = <Value name={root} path={root} value={data} room={room} isOpen />;
  return <div class="payload">{tree}</div>;
}

interface Place {
  readonly name: string;
  readonly path: string;
  readonly value: JsonValue;
  /** How many values there is room for yet; counts down. */
  readonly room: { leaves: number };
  readonly isOpen?: boolean;
}

function Value({ name, path, value, room, isOpen = false }: Place) {
  if (room.leaves <= 0) return null;
  const members = Array.isArray(value)
    ? value.map((item: JsonValue, index) => [String(index), item] as const)
    : isJsonObject(value)
      ? Object.entries(value)
      : null;
  if (members === null || members.length === 0) {
    room.leaves -= 1;
    return (
      <div class="leaf">
        <code title={printable(path)}>{printable(name)}</code> <span class="value">{printableJson(value)}</span>{" "}
        <CopyButton text={printable(path)} label={`path ${printable(path)}`} words="Copy path" />
      </div>
    );
  }
  return (
    <details open={isOpen}>
      <summary>
        <code>{printable(name)}</code>{" "}
        <small>{Array.isArray(value) ? `${members.length} items` : `${members.length} fields`}</small>
      </summary>
      {members.map(([key, item]) => (
        <Value name={key} path={`${path}.${key}`} value={item} room={room} isOpen={isOpen && members.length <= 12} />
      ))}
      {room.leaves <= 0 ? <p class="quiet">The body as received shows the rest.</p> : null}
    </details>
  );
}
