import type { SynchronousTables } from "../../one-process/synchronous-tables.ts";
import { textOf } from "../../sql/sql-rows.ts";
import type { Connection } from "../connection.ts";

/** The watermarks of a SQLite store. Writes belong in a transaction of the caller. */
export function createWatermarks({ statement }: Connection): Pick<SynchronousTables, "watermark" | "setWatermark"> {
  const select = statement("SELECT value FROM meta WHERE key = ?");
  const replace = statement("REPLACE INTO meta (key, value) VALUES (?, ?)");
  const keyOf = (name: string): string => `watermark ${name}`;
  return {
    watermark: (name) => {
      const row = select.get(keyOf(name));
      return row === null ? null : Number(textOf(row, "value"));
    },
    setWatermark: (name, at) => {
      replace.run(keyOf(name), String(at));
    },
  };
}
