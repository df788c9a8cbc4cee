/**
 * Every lane at which anything of the number `$1` may stand, as `lane`: its own, and those beside it at each source that the
 * inbox has events of, and at each that a contact is kept at. A dry source puts its name in front (`core/model/source.ts`).
 * Sources are hopped along the index, since they are few and events are many.
 */
export const LANES_OF = `
  WITH RECURSIVE sources (source) AS (
    SELECT min(source) FROM events
    UNION ALL
    SELECT (SELECT min(events.source) FROM events WHERE events.source > sources.source) FROM sources
    WHERE sources.source IS NOT NULL)
  SELECT $1 AS lane
  UNION SELECT source || '|' || $1 FROM sources WHERE source IS NOT NULL
  UNION SELECT lane FROM contacts WHERE substr(lane, length(lane) - length($1)) = '|' || $1`;
