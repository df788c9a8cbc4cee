import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerParent } from "./server-process.ts";

// A CRM that takes everything: it reads the body and answers 201.
let requests = 0;
const ANSWER = '{"ok":true}';
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    requests += 1;
    response.writeHead(201, { "content-type": "application/json", "content-length": ANSWER.length });
    response.end(ANSWER);
  });
});
server.listen(0, "127.0.0.1", () => {
  answerParent({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => requests });
});
