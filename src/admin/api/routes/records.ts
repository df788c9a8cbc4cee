import { Ajv } from "ajv";
import { EngineError } from "../../../core/base/errors.ts";
import { nearestOrAll } from "../../../core/base/suggest.ts";
import type { RecordQuestion } from "../../../ports/store/record-questions.ts";
import type { Store } from "../../../ports/store/store.ts";
import { maskedAnswer } from "../../../show/records/masked-answer.ts";
import { printable } from "../../../show/text/printable.ts";
import { givenText } from "../parameters.ts";
import { ARGUMENTS, RECORD_QUESTIONS } from "../record-questions.ts";
import type { ApiRequest, Route } from "../route.ts";
import type { Schema } from "../schema.ts";
import { anything, record } from "../schema.ts";

/** What the commands of heyrules ask for with `--url`: records as they are stored. */
export const RECORD_ROUTES: readonly Route[] = [
  {
    method: "post",
    path: "/records/{question}",
    operationId: "askRecords",
    tag: "records",
    summary: "Stored records, whole for who may operate",
    description:
      "With a token that may operate, numbers are in them as they were received, and every such question is logged; with one that may only look they are masked. " +
      "Their form is that of this release of heyrules; programs of others go by the routes above.",
    role: "read",
    parameters: [
      {
        name: "question",
        in: "path",
        description: "What is asked for.",
        schema: { type: "string", enum: RECORD_QUESTIONS },
      },
    ],
    body: "RecordQuestion",
    example: { arguments: [{ limit: 20, status: "parked" }] },
    answer: record("What is stored.", { answer: anything("A record, a page of them, or null.") }),
    refuses: ["USAGE"],
    handle: askRecords,
  },
];

const AJV = new Ajv({ allowUnionTypes: true });

async function askRecords({ parts, visitor, given, body }: ApiRequest): Promise<object> {
  const question = givenText(given, "question") as RecordQuestion;
  const values = (body as { readonly arguments: readonly unknown[] }).arguments;
  const schemas = ARGUMENTS[question];
  const misfit = schemas.findIndex((schema, at) => !AJV.validate(schema, values[at]));
  if (misfit >= 0 || values.length > schemas.length) {
    const what = misfit >= 0 ? misfitOf(schemas[misfit], `arguments[${misfit}]`) : "there are too many";
    throw new EngineError("USAGE", `The arguments of ${question} do not fit: ${what}.`);
  }
  const answer = await answerOf(parts.store, question, values);
  if (visitor.role === "read") return { answer: maskedAnswer(answer) };
  parts.logger.info({ question, by: visitor.name }, "stored records were read whole");
  return { answer };
}

/** What is wrong with an argument that was checked last. */
function misfitOf(schema: Schema | undefined, where: string): string {
  const [error] = AJV.errors ?? [];
  if (error?.keyword !== "additionalProperties") return AJV.errorsText(AJV.errors, { dataVar: where });
  const name = String((error.params as { readonly additionalProperty?: unknown }).additionalProperty);
  const known = Object.keys(schema?.["properties"] ?? {});
  return `${where} has no member "${printable(name)}"; ${nearestOrAll(name, known)}`;
}

/** What the method of that name gives; its arguments were checked. */
function answerOf(store: Store, question: RecordQuestion, values: readonly unknown[]): Promise<unknown> {
  const methods = store as unknown as Readonly<Record<RecordQuestion, (...given: unknown[]) => Promise<unknown>>>;
  return methods[question](...values);
}
