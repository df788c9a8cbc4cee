import type { SentText } from "../../../core/model/run/effect.ts";
import type { Query, Row } from "../server/connection.ts";
import { integerOf, textOf, textOrNullOf } from "../../sql/sql-rows.ts";
import { columnsOf } from "./rows/rows.ts";

/** Only a scheduled text goes out later than it was handed over. */
const HANDED_OVER_AT = `
  CASE effects.action WHEN 'schedule_message' THEN (effects.record::jsonb -> 'attempts' -> -1 ->> 'startedAt')::bigint
    ELSE effects.sent_at END AS handed_over_at`;
const TEXT_COLUMNS = `
  effects.id, effects.phone, effects.sent_at, effects.purpose, effects.text_digest, ${HANDED_OVER_AT}`;
const TEXTS_TO = `
  SELECT ${TEXT_COLUMNS} FROM unnest($1::text[], $2::bigint[]) AS asked (phone, since)
  JOIN effects ON effects.phone = asked.phone AND effects.sent_at >= asked.since
  ORDER BY effects.sent_at, effects.seq`;

/** Texts to numbers that went out or may have, each from an instant on, oldest first: by number, then effect. */
export async function readTexts(
  query: Query,
  asked: readonly { readonly phone: string; readonly since: number }[],
): Promise<Map<string, Map<string, SentText>>> {
  if (asked.length === 0) return new Map();
  const texts = new Map(asked.map(({ phone }) => [phone, new Map<string, SentText>()]));
  for (const row of await query(
    TEXTS_TO,
    columnsOf(asked, ({ phone, since }) => [phone, since]),
  )) {
    const text = sentTextOfRow(row);
    texts.get(textOf(row, "phone"))?.set(text.effectId, text);
  }
  return texts;
}

function sentTextOfRow(row: Row): SentText {
  return {
    effectId: textOf(row, "id"),
    at: integerOf(row, "handed_over_at"),
    goesOutAt: integerOf(row, "sent_at"),
    purpose: textOrNullOf(row, "purpose") as SentText["purpose"],
    textDigest: textOrNullOf(row, "text_digest"),
  };
}
