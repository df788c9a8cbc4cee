// Generated from schemas/rule.schema.json by `npm run generate`: change the schema, then run it.
import type { JsonObject, JsonValue } from "../../core/base/json.ts";

/**
 * A rule, or one that is made from a blueprint by `use`.
 */
export type WrittenRuleOrUse = WrittenUse | WrittenRule;
/**
 * Lower-case letters, digits, _ and -, starting with a letter.
 */
export type WrittenName = string;
/**
 * A number and a unit: s, m, h, d or w.
 */
export type WrittenDuration = string;
/**
 * Event type of Heymarket, of a source of heyrules.yaml, or one that rules raise: `custom.NAME`.
 */
export type WrittenEventType = string;
/**
 * Name or id.
 */
export type WrittenId = string | number;
/**
 * Text; {{ placeholders }} are Liquid.
 */
export type WrittenText = string;
/**
 * The events that start the rule: one, a list, or a pattern with inbox and `where`.
 */
export type WrittenOn =
  | {
      event?: WrittenEventType;
      /**
       * Only events of these inboxes.
       */
      inbox?: WrittenIds;
      /**
       * Only events of these sources of heyrules.yaml, such as staging; default is the one without a name.
       */
      source?: WrittenSources;
      /**
       * Conditions on the event.
       */
      where?: WrittenCondition;
      /**
       * Absence: what came.
       */
      after: WrittenPatterns;
      /**
       * Absence: what did not follow.
       */
      missing: WrittenPatterns;
      /**
       * Absence: how long it is waited for what is missing.
       */
      within: WrittenDuration;
      /**
       * Absence: a calendar; only the time it is open counts.
       */
      clock?: string;
      /**
       * Absence: counted from the `first` event that was not followed, and told once until it is (default), or from the `latest`.
       */
      start_from?: "first" | "latest";
      /**
       * A cron expression of five fields: minute, hour, day of the month, month, day of the week. No other key but timezone and catch_up stands beside it.
       */
      schedule?: string;
      /**
       * The zone of the schedule, an IANA name; that of heyrules.yaml when absent.
       */
      timezone?: string;
      /**
       * How late the last occurrence may be run that came while the engine was down; 5 minutes when absent.
       */
      catch_up?: WrittenDuration;
    }
  | (
      | {
          event: WrittenEventType;
          /**
           * Only events of these inboxes.
           */
          inbox?: WrittenIds;
          /**
           * Only events of these sources of heyrules.yaml, such as staging; default is the one without a name.
           */
          source?: WrittenSources;
          /**
           * Conditions on the event.
           */
          where?: WrittenCondition;
          /**
           * Absence: what came.
           */
          after?: WrittenPatterns;
          /**
           * Absence: what did not follow.
           */
          missing?: WrittenPatterns;
          /**
           * Absence: how long it is waited for what is missing.
           */
          within?: WrittenDuration;
          /**
           * Absence: a calendar; only the time it is open counts.
           */
          clock?: string;
          /**
           * Absence: counted from the `first` event that was not followed, and told once until it is (default), or from the `latest`.
           */
          start_from?: "first" | "latest";
          /**
           * A cron expression of five fields: minute, hour, day of the month, month, day of the week. No other key but timezone and catch_up stands beside it.
           */
          schedule?: string;
          /**
           * The zone of the schedule, an IANA name; that of heyrules.yaml when absent.
           */
          timezone?: string;
          /**
           * How late the last occurrence may be run that came while the engine was down; 5 minutes when absent.
           */
          catch_up?: WrittenDuration;
        }
      | (string | WrittenTrigger[])
    );
/**
 * One name or id, or a list of them.
 *
 * @minItems 1
 */
export type WrittenIds = string | number | WrittenId[];
/**
 * Sources of heyrules.yaml, by name.
 *
 * @minItems 1
 */
export type WrittenSources = string | string[];
/**
 * A mapping or a list: all of them must hold. Keys are `all`, `any`, `not`, `open`, `closed`, `history`, `logic`, or a field with its matcher.
 *
 * @minItems 1
 */
export type WrittenCondition =
  | {
      /**
       * Each of these must hold.
       */
      all?: WrittenCondition;
      /**
       * At least one of these must hold.
       *
       * @minItems 1
       */
      any?: WrittenCondition[];
      /**
       * This must not hold.
       */
      not?: WrittenCondition;
      /**
       * This calendar is open.
       */
      open?: string;
      /**
       * This calendar is closed.
       */
      closed?: string;
      history?: WrittenHistory;
      /**
       * JSON Logic, checked as hard as the rest.
       */
      logic?: JsonObject;
      /**
       * What the event is, such as message_recieved; short for `event.type`.
       */
      type?: WrittenMatcher;
      /**
       * The words of the text; short for `event.text`. A picture alone, or a reaction, has none.
       */
      text?: WrittenMatcher;
      /**
       * The inbox, by its name in heyrules.yaml or its id; short for `event.inbox`.
       */
      inbox?: WrittenMatcher;
      /**
       * Who wrote: the contact, a human or a machine; short for `event.author`.
       */
      author?: WrittenMatcher;
      /**
       * How far a text came, or the state of a conversation; short for `event.status`.
       */
      status?: WrittenMatcher;
      /**
       * Pictures and files of the text, a list; short for `event.media`.
       */
      media?: WrittenMatcher;
      /**
       * A heart, a thumb or the like to another text; short for `event.reaction`.
       */
      reaction?: WrittenMatcher;
      /**
       * What the event is, such as message_recieved.
       */
      "event.type"?: WrittenMatcher;
      /**
       * Where the event came from: `default`, a name from `sources`, or `sweep`.
       */
      "event.source"?: WrittenMatcher;
      /**
       * When it happened by Heymarket's clock, at most when it was received.
       */
      "event.at"?: WrittenMatcher;
      /**
       * When it was received.
       */
      "event.received_at"?: WrittenMatcher;
      /**
       * The inbox, by its name in heyrules.yaml or its id.
       */
      "event.inbox"?: WrittenMatcher;
      /**
       * Whether a newer event of the contact was known already.
       */
      "event.late"?: WrittenMatcher;
      /**
       * How far a text came, or the state of a conversation.
       */
      "event.status"?: WrittenMatcher;
      /**
       * Id of the conversation.
       */
      "event.chat_id"?: WrittenMatcher;
      /**
       * The words of the text. A picture alone, or a reaction, has none.
       */
      "event.text"?: WrittenMatcher;
      /**
       * Pictures and files of the text, a list.
       */
      "event.media"?: WrittenMatcher;
      /**
       * Who wrote: the contact, a human or a machine.
       */
      "event.author"?: WrittenMatcher;
      /**
       * The id its sender gave the text.
       */
      "event.local_id"?: WrittenMatcher;
      /**
       * A heart, a thumb or the like to another text.
       */
      "event.reaction"?: WrittenMatcher;
      /**
       * The words that the reaction quotes.
       */
      "event.reaction_to"?: WrittenMatcher;
      /**
       * The number of the contact with plus sign.
       */
      "contact.phone"?: WrittenMatcher;
      /**
       * Display name, else first and last name, else the name of the conversation.
       */
      "contact.name"?: WrittenMatcher;
      /**
       * First name in Heymarket.
       */
      "contact.first"?: WrittenMatcher;
      /**
       * Last name in Heymarket.
       */
      "contact.last"?: WrittenMatcher;
      /**
       * The tags in Heymarket and those that only this engine keeps, a list.
       */
      "contact.tags"?: WrittenMatcher;
      /**
       * Whether the contact may not be texted.
       */
      "contact.opted_out"?: WrittenMatcher;
      /**
       * Whether automation is held for the contact.
       */
      "contact.held"?: WrittenMatcher;
      /**
       * The zone of the contact, such as America/Denver.
       */
      "contact.timezone"?: WrittenMatcher;
      /**
       * How the last text of this engine to the contact fared.
       */
      "contact.last_delivery"?: WrittenMatcher;
      /**
       * Id of the member who owns the contact.
       */
      "contact.owner"?: WrittenMatcher;
      /**
       * When Heymarket's record of the contact was read.
       */
      "contact.read_at"?: WrittenMatcher;
      /**
       * Custom fields of Heymarket, by their titles as written there: `contact.custom.<title>`.
       */
      "contact.custom"?: WrittenMatcher;
      /**
       * State of the conversation, as the last event told it.
       */
      "chat.status"?: WrittenMatcher;
      /**
       * Id of the member the conversation is assigned to, as the last event told it.
       */
      "chat.assigned"?: WrittenMatcher;
      [k: string]:
        | WrittenMatcher
        | WrittenCondition
        | WrittenCondition[]
        | string
        | WrittenHistory
        | JsonObject
        | undefined;
    }
  | WrittenCondition[];
/**
 * What the value must be: a value (`is`), a list (one of them), or matchers all of which must hold. Text is compared without regard to case, curly quotes and outer space.
 *
 * @minItems 1
 */
export type WrittenMatcher =
  | string
  | number
  | boolean
  | WrittenValue[]
  | {
      /**
       * The whole value.
       */
      is?: WrittenWanted;
      /**
       * Not the whole value.
       */
      not?: WrittenWanted;
      /**
       * Part of the text.
       */
      contains?: WrittenWanted;
      /**
       * Whole words or phrases of the text: `price` is not in `priceless`.
       */
      words?: WrittenWanted;
      /**
       * Start of the text.
       */
      starts_with?: WrittenWanted;
      /**
       * End of the text.
       */
      ends_with?: WrittenWanted;
      /**
       * Regular expression (RE2), found anywhere in the text, whatever the case; at most 512 characters.
       *
       * @minItems 1
       */
      matches?: string | string[];
      /**
       * Whether it is there and not empty.
       */
      exists?: boolean;
      /**
       * The list holds it; of a list, any.
       */
      has?: WrittenWanted;
      /**
       * The list holds one of these.
       */
      has_any?: WrittenWanted;
      /**
       * The list holds all of these.
       */
      has_all?: WrittenWanted;
      /**
       * Greater than.
       */
      gt?: WrittenNumber;
      /**
       * At least.
       */
      gte?: WrittenNumber;
      /**
       * Less than.
       */
      lt?: WrittenNumber;
      /**
       * At most.
       */
      lte?: WrittenNumber;
      /**
       * The whole text as a number: `9`, ` 9.5 `, `9!`; not `9/10`, `1,000` or `nine`. A number, a list, or `is`, `gt`, `gte`, `lt`, `lte`.
       *
       * @minItems 1
       */
      number?:
        | number
        | number[]
        | {
            /**
             * Equal to.
             */
            is?: WrittenNumber;
            /**
             * Greater than.
             */
            gt?: WrittenNumber;
            /**
             * At least.
             */
            gte?: WrittenNumber;
            /**
             * Less than.
             */
            lt?: WrittenNumber;
            /**
             * At most.
             */
            lte?: WrittenNumber;
          };
      /**
       * The time is earlier: than a date, a time of day or an instant, by the clock of `timezone` in heyrules.yaml.
       */
      before?:
        | string
        | {
            /**
             * Named data, such as `vars.limit`, read when it is asked for.
             */
            var: string;
          };
      /**
       * The time is at or after a time of day or an instant, or on a later day than a date, by the clock of `timezone` in heyrules.yaml.
       */
      after?:
        | string
        | {
            /**
             * Named data, such as `vars.limit`, read when it is asked for.
             */
            var: string;
          };
      /**
       * The time lies further back.
       */
      older_than?: WrittenDuration;
      /**
       * The time lies less far back.
       */
      newer_than?: WrittenDuration;
    };
/**
 * A value, or `{ var: path }` for named data.
 */
export type WrittenValue =
  | string
  | number
  | boolean
  | {
      /**
       * Named data, such as `vars.limit`, read when it is asked for.
       */
      var: string;
    };
/**
 * A value, a list of values any of which will do, or `{ var: path }` for named data.
 *
 * @minItems 1
 */
export type WrittenWanted =
  | string
  | number
  | boolean
  | WrittenValue[]
  | {
      /**
       * Named data, such as `vars.limit`, read when it is asked for.
       */
      var: string;
    };
/**
 * A number, or `{ var: path }`.
 */
export type WrittenNumber =
  | number
  | {
      /**
       * Named data, such as `vars.limit`, read when it is asked for.
       */
      var: string;
    };
/**
 * Events: a type, a pattern of it, or a list of them.
 *
 * @minItems 1
 */
export type WrittenPatterns =
  | string
  | WrittenPattern[]
  | {
      event: WrittenEventType;
      /**
       * Only events of these inboxes.
       */
      inbox?: WrittenIds;
      /**
       * Only events of these sources of heyrules.yaml, such as staging; default is the one without a name.
       */
      source?: WrittenSources;
      /**
       * Conditions on the event.
       */
      where?: WrittenCondition;
    };
/**
 * An event type, or a pattern of it.
 */
export type WrittenPattern =
  | string
  | {
      event: WrittenEventType;
      /**
       * Only events of these inboxes.
       */
      inbox?: WrittenIds;
      /**
       * Only events of these sources of heyrules.yaml, such as staging; default is the one without a name.
       */
      source?: WrittenSources;
      /**
       * Conditions on the event.
       */
      where?: WrittenCondition;
    };
/**
 * An event type, or a pattern of it.
 */
export type WrittenTrigger =
  | {
      event: WrittenEventType;
      /**
       * Only events of these inboxes.
       */
      inbox?: WrittenIds;
      /**
       * Only events of these sources of heyrules.yaml, such as staging; default is the one without a name.
       */
      source?: WrittenSources;
      /**
       * Conditions on the event.
       */
      where?: WrittenCondition;
      /**
       * A cron expression of five fields: minute, hour, day of the month, month, day of the week. No other key but timezone and catch_up stands beside it.
       */
      schedule?: string;
      /**
       * The zone of the schedule, an IANA name; that of heyrules.yaml when absent.
       */
      timezone?: string;
      /**
       * How late the last occurrence may be run that came while the engine was down; 5 minutes when absent.
       */
      catch_up?: WrittenDuration;
    }
  | string;
/**
 * A text or template, any JSON, or `{ if: condition }` for true or false.
 */
export type WrittenVariable =
  | {
      if: WrittenCondition;
    }
  | JsonValue;
/**
 * One name, or a list.
 *
 * @minItems 1
 */
export type WrittenNames = string | WrittenText[];
/**
 * `if` and `do`; the last branch may be `else`.
 */
export type WrittenBranch =
  | {
      /**
       * Steps for when no branch before it fits.
       */
      else: WrittenSteps;
    }
  | {
      /**
       * The branch is taken when this holds.
       */
      if: WrittenCondition;
      /**
       * Steps of the branch.
       */
      do: WrittenSteps;
    };
/**
 * Opens the conversation.
 */
export type WrittenOpen = true;
/**
 * Closes the conversation.
 */
export type WrittenClose = true;
/**
 * Opts the contact out: nothing is texted to it from then on, by rules and by Heymarket.
 */
export type WrittenOptOut = true;
/**
 * Steps, in order.
 *
 * @minItems 1
 */
export type WrittenSteps = WrittenStep[];

/**
 * Rules that decide what happens when Heymarket reports an event, and blueprints that several rules are made from. Words marked “not available yet” are known and refused, never ignored.
 */
export interface WrittenRuleFile {
  /**
   * Version of the rule language.
   */
  version: 1;
  /**
   * Rules with inputs, by name, that rules of any file are made from by `use`. A name is unique over all files.
   */
  blueprints?: {
    [k: string]: WrittenBlueprint;
  };
  /**
   * The rules by id. An id is unique over all files.
   */
  rules?: {
    [k: string]: WrittenRuleOrUse;
  };
}
/**
 * A rule with inputs. `${input}` in it stands for what `with` of a rule says: alone in a text it keeps its type, inside a text it becomes part of it.
 */
export interface WrittenBlueprint {
  /**
   * Name for people.
   */
  name?: string;
  /**
   * What rules made from it are for.
   */
  description?: string;
  /**
   * What a rule made from it may say, by name.
   */
  inputs?: {
    [k: string]: WrittenInput;
  };
  rule: WrittenBlueprintRule;
}
/**
 * What a rule may say at one place of a blueprint. Without `default` it must.
 */
export interface WrittenInput {
  /**
   * What its value is. `inbox`, `calendar`, `connection`, `member`, `survey` and `template` are names of heyrules.yaml; `list` is a list of texts or numbers.
   */
  type:
    | "text"
    | "number"
    | "boolean"
    | "duration"
    | "phone"
    | "list"
    | "inbox"
    | "calendar"
    | "connection"
    | "member"
    | "survey"
    | "template";
  /**
   * What to write here.
   */
  description?: string;
  /**
   * Its value in a rule that does not say one.
   */
  default?: string | number | boolean | unknown[];
  /**
   * The values it may have; of a list, each of its items.
   *
   * @minItems 1
   */
  choices?: (string | number)[];
}
/**
 * The rule, with `${input}` where inputs go. It is checked with the values of each rule that is made from it.
 */
export interface WrittenBlueprintRule {
  /**
   * Name for people.
   */
  name?: JsonValue;
  /**
   * What the rule is for.
   */
  description?: JsonValue;
  /**
   * `shadow` decides and records, and does nothing. `canary` and `only` are live for some contacts, and shadow for all others.
   */
  enabled?: JsonValue;
  /**
   * The events that start the rule: one, a list, or a pattern with inbox and `where`.
   */
  on: JsonValue;
  /**
   * What must hold at the time of the event. Without it every event of `on` starts the rule.
   */
  if?: JsonValue;
  /**
   * Named values, computed when the run starts: a text or template, any JSON, or `{ if: condition }` for true or false.
   */
  vars?: JsonValue;
  /**
   * What `limits` count by, and `mode` among the runs of the contact; the contact by default.
   */
  key?: JsonValue;
  /**
   * When a run starts while an earlier one of the same contact and `key` has not ended: both go on, in order (`queued`, default); none starts (`single`); the earlier one is ended when it waits (`restart`); both go on and do not even wait for each other where they call (`parallel`).
   */
  mode?: JsonValue;
  /**
   * How often the rule may fire, for each `key`.
   */
  limits?: JsonValue;
  /**
   * Events of the contact that end a run which waits; never the one that started it.
   */
  cancel_on?: JsonValue;
  /**
   * With an absence: asks Heymarket for the conversation once before firing, since webhooks get lost.
   */
  verify?: JsonValue;
  /**
   * Higher goes first; ties go by id.
   */
  priority?: JsonValue;
  /**
   * What becomes of an event that was delivered long after it happened. Without it the rule runs.
   */
  late?: JsonValue;
  /**
   * Rules that may answer the same event.
   */
  group?: JsonValue;
  /**
   * `first`: does not fire when a rule of its `group` has fired on the event before it.
   */
  answers?: JsonValue;
  /**
   * The steps, in order.
   */
  do: JsonValue;
  /**
   * What to do when a step failed for good; `error.message`, `error.step` and `error.code` tell why.
   */
  on_error?: JsonValue;
  /**
   * Tests that `heyrules test` runs offline on a virtual clock.
   */
  tests?: JsonValue;
}
/**
 * A rule that is made from a blueprint.
 */
export interface WrittenUse {
  /**
   * Name for people.
   */
  name?: string;
  /**
   * What the rule is for.
   */
  description?: string;
  /**
   * `shadow` decides and records, and does nothing. `canary` and `only` are live for some contacts, and shadow for all others.
   */
  enabled?:
    | "shadow"
    | (
        | boolean
        | {
            /**
             * Share of contacts the rule is live for; the same contacts each time, and all of them still when it grows.
             */
            canary?: string;
            /**
             * Numbers the rule is live for.
             *
             * @minItems 1
             */
            only?: string[];
          }
      );
  /**
   * Higher goes first; ties go by id.
   */
  priority?: number;
  /**
   * The blueprint the rule is made from.
   */
  use: WrittenName;
  /**
   * A value for each input of the blueprint; one that has a default may be left out.
   */
  with?: JsonObject;
  /**
   * Tests of this rule, beside those that its blueprint holds.
   */
  tests?: WrittenTest[];
}
/**
 * What the rules of this set do with some events.
 */
export interface WrittenTest {
  /**
   * A sentence.
   */
  name: string;
  /**
   * When the test starts, with its zone.
   */
  now: string;
  /**
   * Ids of the rules that run, or `all`; this rule alone when absent.
   */
  rules?: "all" | string[];
  /**
   * What is known before the first event.
   */
  given?: {
    contact?: WrittenGivenContact;
    /**
     * Earlier events; `ago` is counted from `now`.
     */
    history?: WrittenEarlierEvent[];
    /**
     * Tags of the contact before the first event.
     */
    tags?: string[];
    /**
     * Whether the contact has opted out before the first event.
     */
    opted_out?: boolean;
    /**
     * Whether automation is held for the contact before the first event.
     */
    held?: boolean;
  };
  /**
   * The events, in order; `after` is counted from the one before. None for what a schedule does until `until`.
   */
  events: WrittenTestEvent[];
  /**
   * How long after `now` the clock runs on.
   */
  until?: WrittenDuration;
  /**
   * What connections answer, by name: one answer, or a list of them, each given once in order and the last of those that fit again and again. Without one that fits 200 with an empty object.
   */
  mocks?: {
    [k: string]: WrittenMock[] | WrittenMock;
  };
  /**
   * Every effect, in order. Of each, the given keys must fit; a value may be a matcher such as `{ contains: Monday }`, and `true` asks for the action alone.
   *
   * Items: One action, and options.
   */
  expect: {
    /**
     * An effect of `send_message`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    send_message?:
      | true
      | {
          text?: JsonValue;
          template?: JsonValue;
          media?: JsonValue;
          to?: JsonValue;
          inbox?: JsonValue;
          sender?: JsonValue;
          /**
           * How long after it was due it may go out, such as 8h over the end of quiet hours; at once when absent.
           */
          within?: WrittenDuration;
        };
    /**
     * An effect of `note`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    note?:
      | true
      | {
          text?: JsonValue;
        };
    /**
     * An effect of `tag`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    tag?:
      | true
      | {
          add?: JsonValue;
          remove?: JsonValue;
        };
    /**
     * An effect of `http`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    http?:
      | true
      | {
          connection?: JsonValue;
          method?: JsonValue;
          path?: JsonValue;
          query?: JsonValue;
          headers?: JsonValue;
          json?: JsonValue;
          form?: JsonValue;
          body?: JsonValue;
        };
    /**
     * An effect of `crm`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    crm?:
      | true
      | {
          connection?: JsonValue;
          create?: JsonValue;
          several?: JsonValue;
          set?: JsonValue;
          tags?: JsonValue;
          opt_out?: JsonValue;
          note?: JsonValue;
        };
    /**
     * An effect of `notify`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    notify?:
      | true
      | {
          connection?: JsonValue;
          text?: JsonValue;
        };
    /**
     * An effect of `assign`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    assign?:
      | true
      | {
          user?: JsonValue;
        };
    /**
     * An effect of `transfer`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    transfer?:
      | true
      | {
          inbox?: JsonValue;
        };
    /**
     * An effect of `open`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    open?: true | {};
    /**
     * An effect of `close`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    close?: true | {};
    /**
     * An effect of `send_survey`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    send_survey?:
      | true
      | {
          survey?: JsonValue;
          inbox?: JsonValue;
          sender?: JsonValue;
        };
    /**
     * An effect of `schedule_message`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    schedule_message?:
      | true
      | {
          text?: JsonValue;
          template?: JsonValue;
          at?: JsonValue;
          inbox?: JsonValue;
          sender?: JsonValue;
        };
    /**
     * An effect of `send_email`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    send_email?:
      | true
      | {
          to?: JsonValue;
          cc?: JsonValue;
          subject?: JsonValue;
          text?: JsonValue;
          inbox?: JsonValue;
          sender?: JsonValue;
        };
    /**
     * An effect of `contact`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    contact?:
      | true
      | {
          phone?: JsonValue;
          first?: JsonValue;
          last?: JsonValue;
          email?: JsonValue;
          custom?: JsonValue;
          assignee?: JsonValue;
        };
    /**
     * An effect of `list`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    list?:
      | true
      | {
          add?: JsonValue;
          remove?: JsonValue;
        };
    /**
     * An effect of `opt_out`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    opt_out?: true | {};
    /**
     * An effect of `emit`: the keys given must fit its request; a value may be a matcher such as `{ contains: Monday }`.
     */
    emit?:
      | true
      | {
          event?: JsonValue;
          data?: JsonValue;
        };
    /**
     * The rule whose effect it is; any when absent.
     */
    rule?: string;
    /**
     * When it goes out, to the minute: a time with its zone, a time of day such as "08:00" in the configured zone, or a duration since `now`.
     */
    at?: string;
    /**
     * How long after `at`, or after it was due, it may go out, such as 8h over the end of quiet hours.
     */
    within?: WrittenDuration;
    /**
     * How it ends; any way but being held back when absent.
     */
    status?: "done" | "failed" | "dead" | "unknown" | "cancelled";
  }[];
  /**
   * Effects the send gate held back, in order.
   */
  expect_blocked?: {
    /**
     * Which guard of the send gate.
     */
    guard:
      | "opt_out"
      | "held"
      | "number_in_doubt"
      | "not_listed"
      | "old_event"
      | "deadline"
      | "if_no_longer_holds"
      | "loop"
      | "frequency"
      | "quiet_hours"
      | "dry";
    /**
     * Whose effect; any when absent.
     */
    rule?: string;
    /**
     * Until when it waits, to the minute, as in `at`; blocked for good when `never`, not looked at when absent.
     */
    until?: string;
  }[];
}
/**
 * The contact.
 */
export interface WrittenGivenContact {
  /**
   * Number in quotes.
   */
  phone?: string;
  /**
   * Display name of the contact.
   */
  name?: string;
  /**
   * First name.
   */
  first?: string;
  /**
   * Last name.
   */
  last?: string;
  /**
   * Tags of the contact before the first event.
   */
  tags?: string[];
  /**
   * Whether the contact has opted out before the first event.
   */
  opted_out?: boolean;
  /**
   * Whether automation is held for the contact before the first event.
   */
  held?: boolean;
  /**
   * IANA zone.
   */
  timezone?: string;
  /**
   * Custom fields by their titles.
   */
  custom?: JsonObject;
}
/**
 * One earlier event.
 */
export interface WrittenEarlierEvent {
  /**
   * Before `now`.
   */
  ago: WrittenDuration;
  event: WrittenEventType;
  /**
   * Source of heyrules.yaml that delivers it; by default the first that `on` names.
   */
  source?: string;
  /**
   * The vendor's id; two events with one id are one delivered twice.
   */
  id?: number | string;
  /**
   * Who wrote it.
   */
  author?: "contact" | "human" | "ai" | "automation" | "api" | "unknown";
  /**
   * The inbox, by its name in heyrules.yaml or its id.
   */
  inbox?: WrittenId;
  /**
   * The words of the text.
   */
  text?: WrittenText;
  /**
   * State of the text or of the conversation.
   */
  status?: string;
  /**
   * Pictures and files.
   */
  media?: string[];
  /**
   * Id of the conversation.
   */
  chat_id?: number | string;
  /**
   * The id its sender gave the text.
   */
  local_id?: string;
  /**
   * Another contact's number, in quotes.
   */
  phone?: string;
  /**
   * Further fields of the vendor's object.
   */
  event_data?: JsonObject;
}
/**
 * One event; or what a person decides of a text that waits for approval, by the id of its step.
 */
export interface WrittenTestEvent {
  /**
   * Since the event before.
   */
  after?: WrittenDuration;
  event?: WrittenEventType;
  /**
   * Source of heyrules.yaml that delivers it; by default the first that `on` names.
   */
  source?: string;
  /**
   * The vendor's id; two events with one id are one delivered twice.
   */
  id?: number | string;
  /**
   * Who wrote it.
   */
  author?: "contact" | "human" | "ai" | "automation" | "api" | "unknown";
  /**
   * The inbox, by its name in heyrules.yaml or its id.
   */
  inbox?: WrittenId;
  /**
   * The words of the text.
   */
  text?: WrittenText;
  /**
   * State of the text or of the conversation.
   */
  status?: string;
  /**
   * Pictures and files.
   */
  media?: string[];
  /**
   * Id of the conversation.
   */
  chat_id?: number | string;
  /**
   * The id its sender gave the text.
   */
  local_id?: string;
  /**
   * Another contact's number, in quotes.
   */
  phone?: string;
  /**
   * Further fields of the vendor's object.
   */
  event_data?: JsonObject;
  /**
   * Instead of an event: the step whose text a person approves, by id or place such as do/0.
   */
  approve?: string;
  /**
   * Instead of an event: the step whose text a person refuses.
   */
  refuse?: string;
  /**
   * Who approves or refuses.
   */
  by?: string;
  /**
   * Why, as that person says.
   */
  reason?: string;
}
/**
 * One answer of a connection.
 */
export interface WrittenMock {
  /**
   * Only for requests with this method.
   */
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Only for requests with this path, or one that begins so when it ends in `*`.
   */
  path?: string;
  /**
   * HTTP status of the answer; 200 when absent.
   */
  status?: number;
  /**
   * The answer.
   */
  json?: JsonValue;
  /**
   * The host cannot be reached.
   */
  fail?: true;
}
/**
 * One rule: on which events, under which conditions, what to do.
 */
export interface WrittenRule {
  /**
   * Name for people.
   */
  name?: string;
  /**
   * What the rule is for.
   */
  description?: string;
  /**
   * `shadow` decides and records, and does nothing. `canary` and `only` are live for some contacts, and shadow for all others.
   */
  enabled?:
    | "shadow"
    | (
        | boolean
        | {
            /**
             * Share of contacts the rule is live for; the same contacts each time, and all of them still when it grows.
             */
            canary?: string;
            /**
             * Numbers the rule is live for.
             *
             * @minItems 1
             */
            only?: string[];
          }
      );
  on: WrittenOn;
  /**
   * What must hold at the time of the event. Without it every event of `on` starts the rule.
   */
  if?: WrittenCondition;
  /**
   * Named values, computed when the run starts: a text or template, any JSON, or `{ if: condition }` for true or false.
   */
  vars?: {
    [k: string]: WrittenVariable;
  };
  /**
   * What `limits` count by, and `mode` among the runs of the contact; the contact by default.
   */
  key?: WrittenText;
  /**
   * When a run starts while an earlier one of the same contact and `key` has not ended: both go on, in order (`queued`, default); none starts (`single`); the earlier one is ended when it waits (`restart`); both go on and do not even wait for each other where they call (`parallel`).
   */
  mode?: "queued" | "single" | "restart" | "parallel";
  /**
   * How often the rule may fire, for each `key`.
   */
  limits?: {
    /**
     * At most one effect in this time.
     */
    once_per?: WrittenDuration;
    /**
     * At most so many effects in a length of time, up to 100.
     */
    max?: string;
    /**
     * Starts when no further event came for so long, with the last one.
     */
    debounce?: WrittenDuration;
  };
  /**
   * Events of the contact that end a run which waits; never the one that started it.
   */
  cancel_on?: WrittenPatterns;
  /**
   * With an absence: asks Heymarket for the conversation once before firing, since webhooks get lost.
   */
  verify?: "vendor";
  /**
   * Higher goes first; ties go by id.
   */
  priority?: number;
  /**
   * What becomes of an event that was delivered long after it happened. Without it the rule runs.
   */
  late?: {
    /**
     * How late is not late yet.
     */
    accept: WrittenDuration;
    /**
     * `skip` leaves later ones out, `run` takes them all the same.
     */
    then?: "skip" | "run";
  };
  /**
   * Rules that may answer the same event.
   */
  group?: WrittenName;
  /**
   * `first`: does not fire when a rule of its `group` has fired on the event before it.
   */
  answers?: "first" | "all";
  /**
   * The steps, in order.
   */
  do: WrittenSteps;
  /**
   * What to do when a step failed for good; `error.message`, `error.step` and `error.code` tell why.
   */
  on_error?: WrittenSteps;
  /**
   * Tests that `heyrules test` runs offline on a virtual clock.
   */
  tests?: WrittenTest[];
}
/**
 * Counts earlier events of the contact, the present one not included. Without `count` there must be at least one.
 */
export interface WrittenHistory {
  event: WrittenEventType;
  /**
   * Conditions on the earlier event.
   */
  where?: WrittenCondition;
  /**
   * How far back.
   */
  last: WrittenDuration;
  /**
   * How many there must be: a number, or `gt`, `gte`, `lt`, `lte`.
   */
  count?:
    | number
    | {
        /**
         * Equal to.
         */
        is?: number;
        /**
         * Greater than.
         */
        gt?: number;
        /**
         * At least.
         */
        gte?: number;
        /**
         * Less than.
         */
        lt?: number;
        /**
         * At most.
         */
        lte?: number;
      };
}
/**
 * Exactly one action, and options.
 */
export interface WrittenStep {
  send_message?: WrittenSendMessage;
  note?: WrittenNote;
  tag?: WrittenTag;
  http?: WrittenHttp;
  notify?: WrittenNotify;
  crm?: WrittenCrm;
  /**
   * The first branch that fits, or with `match: all` every one; `else` stands beside it.
   *
   * @minItems 1
   */
  choose?: WrittenBranch[];
  /**
   * Steps that are taken when `if` holds; else those of `else`.
   */
  do?: WrittenSteps;
  /**
   * Waits, through restarts too: a duration, or until a calendar opens or an instant comes.
   */
  wait?:
    | WrittenDuration
    | {
        /**
         * An instant with its zone, or `{ open: calendar }`.
         */
        until:
          | string
          | {
              /**
               * Until this calendar of heyrules.yaml is open.
               */
              open: string;
            };
      };
  /**
   * Sets variables from here on.
   */
  set?: {
    [k: string]: WrittenVariable;
  };
  /**
   * Writes a line into the trace of the run.
   */
  log?: WrittenText;
  /**
   * Ends the run: `true`, or the reason.
   */
  stop?: true | string;
  /**
   * Name by which later steps read the result: `steps.<id>`.
   */
  id?: WrittenName;
  /**
   * Name for people.
   */
  name?: string;
  /**
   * The step is left out unless this holds.
   */
  if?: WrittenCondition;
  /**
   * With `choose`: the first branch that fits, or all.
   */
  match?: "first" | "all";
  /**
   * With `do`: steps for when `if` does not hold. With `choose`: for when no branch fits.
   */
  else?: WrittenSteps;
  /**
   * How often and how far apart it is tried.
   */
  retry?: {
    /**
     * Attempts in all.
     */
    max?: number;
    /**
     * Time before the second attempt; it doubles from then on.
     */
    backoff?: WrittenDuration;
    /**
     * Longest time between two attempts.
     */
    max_backoff?: WrittenDuration;
  };
  /**
   * For one attempt.
   */
  timeout?: WrittenDuration;
  /**
   * For all attempts.
   */
  deadline?: WrittenDuration;
  /**
   * When it failed for good: `fail` the run (default), `continue`, or steps to take.
   */
  on_error?: ("fail" | "continue") | WrittenStep[];
  /**
   * When nobody knows whether a text or note went out: look for it (`reconcile`, default), go on without knowing (`skip`), or send it again at once (`resend`), which may be twice.
   */
  on_unknown?: "reconcile" | "skip" | "resend";
  send_email?: WrittenSendEmail;
  schedule_message?: WrittenScheduleMessage;
  send_survey?: WrittenSendSurvey;
  contact?: WrittenContact;
  assign?: WrittenAssign;
  transfer?: WrittenTransfer;
  open?: WrittenOpen;
  close?: WrittenClose;
  list?: WrittenList;
  opt_out?: WrittenOptOut;
  report?: WrittenReport;
  /**
   * Waits, through restarts too, until the contact has an event that fits, or a link is called; `steps.<id>` tells which, or that its time was over.
   */
  wait_for?: {
    /**
     * Instead of an event: until somebody calls the link {{ callback.<name>.url }}, which goes out in a step before.
     */
    callback?: string;
    /**
     * Event type, or several.
     *
     * @minItems 1
     */
    event?: string | string[];
    /**
     * Only events of these inboxes.
     */
    inbox?: WrittenIds;
    /**
     * Only events of these sources of heyrules.yaml.
     */
    source?: WrittenSources;
    /**
     * Conditions on the event.
     */
    where?: WrittenCondition;
    /**
     * How long at most; then the rule goes on, and `steps.<id>.timed_out` is true.
     */
    timeout: WrittenDuration;
    /**
     * So much before the wait began an event may have come; without it since the step before.
     */
    lookback?: WrittenDuration;
  };
  for_each?: WrittenForEach;
  approve?: WrittenApprove;
  emit?: WrittenEmit;
  table?: WrittenTable;
  ask?: WrittenAsk;
}
/**
 * Texts the contact through Heymarket. Goes through the send gate: opt-outs, quiet hours, caps.
 */
export interface WrittenSendMessage {
  /**
   * What the text is for; decides which guards apply. `reply` answers a text of the last minutes, `internal` goes to own staff.
   */
  purpose: "reply" | "service" | "marketing" | "internal";
  /**
   * What the contact reads; {{ placeholders }} are Liquid.
   */
  text?: WrittenText;
  /**
   * Name from `heymarket.templates`, id, or name in Heymarket of a saved text.
   */
  template?: WrittenId;
  /**
   * Public URL of a picture.
   */
  media?: WrittenText;
  /**
   * `contact` (default), `chat`, or a number in quotes; for `internal` a name or number of sending.internal. A list is refused: its members cannot be asked whether they opted out.
   */
  to?:
    | string
    | {
        /**
         * A list of contacts.
         */
        list: WrittenId;
      };
  /**
   * Name or id; the event's inbox by default.
   */
  inbox?: WrittenId;
  /**
   * Member that appears as the author, by name from `heymarket.members` or id; the configured sender by default.
   */
  sender?: WrittenId;
  /**
   * Sends it again, within the deadline, when nobody knows whether it went out and it cannot be found.
   */
  must_arrive?: boolean;
}
/**
 * Private comment in the conversation.
 */
export interface WrittenNote {
  /**
   * The comment; {{ placeholders }} are Liquid. Customers do not see it.
   */
  text: WrittenText;
}
/**
 * Adds or removes tags.
 */
export interface WrittenTag {
  /**
   * Tags that the contact gets: one, or a list.
   */
  add?: WrittenNames;
  /**
   * Tags that the contact loses: one, or a list.
   */
  remove?: WrittenNames;
  /**
   * Our record, Heymarket's contact, or both (default).
   */
  in?: ("local" | "heymarket") | ("local" | "heymarket")[];
}
/**
 * Calls an allow-listed host; the answer is `steps.<id>.status`, `.json` and `.headers`.
 */
export interface WrittenHttp {
  /**
   * Name of a connection in heyrules.yaml.
   */
  connection: string;
  /**
   * Method of the request.
   */
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Path below the connection's base URL, with query; data behind ? is percent-encoded.
   */
  path: string;
  /**
   * Parameters behind the path; a list repeats its name.
   */
  query?: {
    [k: string]: string | number | boolean | (string | number | boolean)[];
  };
  /**
   * Further headers; no secrets.
   */
  headers?: {
    [k: string]: WrittenText;
  };
  /**
   * JSON body; a text that is one {{ placeholder }} keeps the type of its value.
   */
  json?: JsonValue;
  /**
   * Form body.
   */
  form?: {
    [k: string]: string | number | boolean;
  };
  /**
   * Body as it is.
   */
  body?: WrittenText;
}
/**
 * A message to the team.
 */
export interface WrittenNotify {
  /**
   * Name of a slack, teams or generic connection.
   */
  connection: string;
  /**
   * What the channel reads; {{ placeholders }} are Liquid.
   */
  text: WrittenText;
}
/**
 * Changes what a CRM knows of the contact's number; `steps.<id>` has `matched`, `created` and `ids`. At least one of set, tags, opt_out and note.
 */
export interface WrittenCrm {
  /**
   * Name of a hubspot, salesforce, pipedrive, zoho or webhook connection.
   */
  connection: string;
  /**
   * By what records are found.
   */
  match?: "phone";
  /**
   * Whether a record is made when nobody matches.
   */
  create?: boolean;
  /**
   * When several records have the number: the first, all of them, or the step fails.
   */
  several?: "first" | "all" | "fail";
  /**
   * Fields of the CRM by its own names; a text that is one {{ placeholder }} keeps the type of its value, null empties the field.
   */
  set?: JsonObject;
  /**
   * Names of tags; the connection says where the CRM keeps them.
   */
  tags?: {
    /**
     * Tags that the record gets.
     */
    add?: WrittenNames;
    /**
     * Tags that the record loses.
     */
    remove?: WrittenNames;
  };
  /**
   * Whether the contact has opted out: true, false, or one placeholder that is; the connection says where it is written.
   */
  opt_out?: boolean | string;
  /**
   * A note on the record.
   */
  note?: WrittenText;
}
/**
 * Sends an e-mail through Heymarket. Goes through the send gate, by the contact's number.
 */
export interface WrittenSendEmail {
  /**
   * What the text is for; decides which guards apply.
   */
  purpose: "reply" | "service" | "marketing";
  /**
   * One address, or a list of them.
   */
  to: WrittenNames;
  /**
   * Who gets a copy.
   */
  cc?: WrittenNames;
  /**
   * Title of the conversation.
   */
  subject: WrittenText;
  /**
   * Plain text; sent as HTML that shows it as it is.
   */
  text: WrittenText;
  /**
   * Name or id; the event's inbox by default.
   */
  inbox?: WrittenId;
  /**
   * Member that appears as the author, by name from `heymarket.members` or id; the configured sender by default.
   */
  sender?: WrittenId;
}
/**
 * Hands a text to Heymarket that it sends later. Goes through the send gate, which judges it for the time it goes out.
 */
export interface WrittenScheduleMessage {
  /**
   * What the text is for; decides which guards apply.
   */
  purpose: "reply" | "service" | "marketing";
  /**
   * What the contact reads; {{ placeholders }} are Liquid.
   */
  text?: WrittenText;
  /**
   * Name from `heymarket.templates`, id, or name in Heymarket of a saved text.
   */
  template?: WrittenId;
  /**
   * Instant with zone at which it goes out, rounded up to a quarter of an hour, at least 15 minutes ahead.
   */
  at?: WrittenText;
  /**
   * In place of `at`: so long from now, at least 15m.
   */
  after?: WrittenDuration;
  /**
   * Name or id; the event's inbox by default.
   */
  inbox?: WrittenId;
  /**
   * Member that appears as the author, by name from `heymarket.members` or id; the configured sender by default.
   */
  sender?: WrittenId;
}
/**
 * Texts the question of a survey of Heymarket. Goes through the send gate.
 */
export interface WrittenSendSurvey {
  /**
   * What the text is for; decides which guards apply.
   */
  purpose: "reply" | "service" | "marketing";
  /**
   * Name from `heymarket.surveys`, id, or name in Heymarket.
   */
  survey: WrittenId;
  /**
   * Name or id; the event's inbox by default.
   */
  inbox?: WrittenId;
  /**
   * Member that appears as the author, by name from `heymarket.members` or id; the configured sender by default.
   */
  sender?: WrittenId;
}
/**
 * Changes the contact in Heymarket.
 */
export interface WrittenContact {
  /**
   * Fields to change; all others stay.
   */
  set: {
    /**
     * First name.
     */
    first?: WrittenText;
    /**
     * Last name.
     */
    last?: WrittenText;
    /**
     * E-mail address.
     */
    email?: WrittenText;
    /**
     * Values by the title of the field.
     */
    custom?: {
      [k: string]: string | number | boolean;
    };
    /**
     * Owner of the contact: name from `heymarket.members`, id, name or e-mail in Heymarket, or nobody.
     */
    assignee?: WrittenId;
  };
}
/**
 * Gives the conversation to a member.
 */
export interface WrittenAssign {
  /**
   * Name from `heymarket.members`, id, name or e-mail in Heymarket.
   */
  user: WrittenId;
}
/**
 * Moves the conversation to another inbox.
 */
export interface WrittenTransfer {
  /**
   * Name or id.
   */
  inbox: WrittenId;
}
/**
 * Puts the contact on lists of Heymarket, or takes it off them.
 */
export interface WrittenList {
  /**
   * Name from `heymarket.lists`, id, or name in Heymarket; or several.
   */
  add?: WrittenIds;
  /**
   * Name from `heymarket.lists`, id, or name in Heymarket; or several.
   */
  remove?: WrittenIds;
}
/**
 * Counts events of all contacts; later steps read the numbers as steps.ID.NAME.
 */
export interface WrittenReport {
  /**
   * How far back.
   */
  last: WrittenDuration;
  /**
   * Events by the name of their number.
   */
  counts: {
    [k: string]: WrittenPattern;
  };
}
/**
 * Takes its steps once for each item of a list, in order.
 */
export interface WrittenForEach {
  /**
   * The list: a data path, or a template of one placeholder.
   */
  in: WrittenText;
  /**
   * By which name the steps read the item.
   */
  as?: WrittenName;
  /**
   * Steps for each item.
   */
  do: WrittenSteps;
  /**
   * A list of more items fails the step before anything is done.
   */
  max?: number;
}
/**
 * Sends a text once a person has approved it: a note in the conversation shows the text and a code, and `heyrules approvals approve CODE` lets exactly that text go.
 */
export interface WrittenApprove {
  /**
   * The text. It is rendered when it is shown, and never changed after; the send gate is asked when it goes out.
   */
  send_message: WrittenSendMessage;
  /**
   * How long it may be approved.
   */
  timeout: WrittenDuration;
  /**
   * Steps for when a person refused it.
   */
  refused?: WrittenSteps;
  /**
   * Steps for when nobody decided in time.
   */
  timed_out?: WrittenSteps;
}
/**
 * Raises an event of your own, which other rules listen to by `on: custom.NAME`.
 */
export interface WrittenEmit {
  /**
   * Its type: `custom.` and a name.
   */
  event: string;
  /**
   * What it tells: `event_data` of the rules that listen to it.
   */
  data?: JsonObject;
}
/**
 * A decision table: conditions in the first cells of a row, the values they lead to in the others.
 */
export interface WrittenTable {
  /**
   * What the cells of a row are, in order: first the fields of `if`, then the variables of `set`.
   */
  columns: {
    /**
     * Fields that conditions ask.
     *
     * @minItems 1
     */
    if: string[];
    /**
     * Variables that are set.
     *
     * @minItems 1
     */
    set: WrittenName[];
  };
  /**
   * Each row has a cell for each column: a matcher as in `if`, or `any`; then the values.
   *
   * @minItems 1
   */
  rows: unknown[][];
  /**
   * The first row that fits, or all that fit, of which later ones win.
   */
  hit?: "first" | "all";
}
/**
 * Asks the contact, and waits through restarts too for an answer, which later steps read as `vars.NAME`.
 */
export interface WrittenAsk {
  /**
   * The question.
   */
  text: WrittenText;
  /**
   * What the question is for; decides which guards of the send gate apply.
   */
  purpose?: "reply" | "service" | "marketing";
  /**
   * `yes_no` (true or false), `number`, `text`, or the answers by name: the name itself, or one of the texts given with it. `number` and `text` among them take a number and any other text.
   */
  answers:
    | ("yes_no" | "number" | "text")
    | {
        /**
         * A number within these bounds; the variable is a number.
         */
        number?: {
          /**
           * Greater than.
           */
          gt?: number;
          /**
           * At least.
           */
          gte?: number;
          /**
           * Less than.
           */
          lt?: number;
          /**
           * At most.
           */
          lte?: number;
        };
        /**
         * Any text that fits and is none of the other answers; the variable is that text.
         */
        text?: WrittenMatcher;
        /**
         * Further texts that mean this answer, each the whole text of the contact; case, full stops and emoji around it do not count.
         */
        [k: string]:
          | string
          | string[]
          | {
              /**
               * Greater than.
               */
              gt?: number;
              /**
               * At least.
               */
              gte?: number;
              /**
               * Less than.
               */
              lt?: number;
              /**
               * At most.
               */
              lte?: number;
            }
          | WrittenMatcher
          | undefined;
      };
  /**
   * Variable that gets the answer; null when there is none.
   */
  into: WrittenName;
  /**
   * How long an answer is waited for, from when the question went out.
   */
  timeout: WrittenDuration;
  /**
   * Asked again when the contact writes something that is no answer.
   */
  reprompt?: {
    /**
     * What it says then.
     */
    text: WrittenText;
    /**
     * How often at most.
     */
    max?: number;
  };
  /**
   * Steps for when no answer came: in time, or that could be understood; or the question could not go out.
   */
  no_answer?: WrittenSteps;
  /**
   * Inbox to ask from, and in which an answer counts; by default that of the event, and an answer in any.
   */
  inbox?: WrittenId;
  /**
   * Member that appears as the author; the configured sender by default.
   */
  sender?: WrittenId;
}
