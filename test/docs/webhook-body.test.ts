import { expect, test } from "vitest";
import { blocksOf, readDocument } from "../helpers/documentation.ts";
import { startReceiver } from "../helpers/receiver.ts";

/** Path, headers and body of the `curl` that a document posts a webhook body with. */
function readCurl(document: string): { readonly path: string; readonly type: string; readonly body: string } {
  const [command = ""] = blocksOf(readDocument(document), "sh").flatMap(
    ({ text }) => /^curl [^]*?'\n/m.exec(text) ?? [],
  );
  const [, path = "", type = "", body = ""] =
    /^curl \S+ http:\/\/127\.0\.0\.1:8080(\S+) \\\n +-H 'content-type: (\S+)' \\\n +-d '([^']+)'\n$/.exec(command) ??
    [];
  return { path, type, body };
}

test.each(["README.md", "docs/heymarket.md"])(
  "the webhook body in %s is accepted as it stands there",
  async (document) => {
    const sources = [{ name: "default", tokens: ["sandbox"], dry: false }];
    const receiver = await startReceiver({ sources: () => sources });
    const { path, type, body } = readCurl(document);

    const answer = await receiver.post(body, { path, headers: { "content-type": type } });

    expect(answer).toMatchObject({ status: 200, body: { status: "accepted" } });
    const [record] = (await receiver.store.listEvents({ limit: 1 })).rows;
    expect(record?.event).toMatchObject({ type: "message_recieved", phone: "+12025550142", inboxId: "101" });
    expect(record?.event).toMatchObject({ author: "contact", chatId: "77010", text: "Do you have time tomorrow?" });
  },
);
