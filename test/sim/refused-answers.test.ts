import { expect, test } from "vitest";
import { runOne } from "./make.ts";

const NOW = "now: 2026-01-02T15:00:00-05:00";
const HELLO = "events: [{ event: message_received, inbox: support, text: hello }]";
const CREATE = "http: { connection: crm, method: POST, path: /people }";

test("steps behind a refused call read what the remote answered", async () => {
  const rule = [
    "on: message_received",
    "do:",
    `  - { id: create, ${CREATE}, on_error: continue }`,
    "  - if: { steps.create.status: 409 }",
    "    http: { connection: crm, method: PATCH, path: '/people/{{ steps.create.json.existing_id }}' }",
  ];
  const conflict = "mocks: { crm: { status: 409, json: { existing_id: 501 } } }";
  const expected = "expect: [{ http: { path: /people } }, { http: { path: /people/501 } }]";

  const { failure } = await runOne(rule, [NOW, conflict, HELLO, expected]);

  expect(failure).toBeNull();
});

test("the steps of a step's own on_error read it by step and by error", async () => {
  const text = "{{ steps.create.status }} {{ error.status }} {{ error.json.existing_id }} {{ error.message }}";
  const rule = [
    "on: message_received",
    `do: [{ id: create, ${CREATE}, on_error: [{ notify: { connection: slack, text: "${text}" } }] }]`,
  ];
  const conflict = "mocks: { crm: { status: 409, json: { existing_id: 501, message: exists } } }";
  const expected = "expect: [{ http: {} }, { notify: { text: '409 409 501 crm answered 409: exists' } }]";

  const { failure } = await runOne(rule, [NOW, conflict, HELLO, expected]);

  expect(failure).toBeNull();
});

test("of a remote that went on failing the last answer is read", async () => {
  const rule = [
    "on: message_received",
    `do: [{ ${CREATE}, retry: { max: 2, backoff: 1s } }]`,
    'on_error: [{ if: { error.status: 503 }, notify: { connection: slack, text: "{{ error.json.message }}" } }]',
  ];
  const down = "mocks: { crm: { status: 503, json: { message: closed for repairs } } }";

  const { failure } = await runOne(rule, [
    NOW,
    down,
    HELLO,
    "expect: [{ http: {} }, { notify: { text: closed for repairs } }]",
  ]);

  expect(failure).toBeNull();
});

test("an error that no answer came with has neither status nor json", async () => {
  const text = "{{ error.status | default: 'none' }}";
  const rule = [
    "on: message_received",
    `do: [{ id: create, ${CREATE}, retry: { max: 1 }, on_error: continue }, { note: { text: "{{ contact.name }}" } }]`,
    `on_error: [{ notify: { connection: slack, text: "${text}" } }]`,
  ];
  const away = "mocks: { crm: { fail: true } }";

  const { failure } = await runOne(rule, [NOW, away, HELLO, "expect: [{ http: {} }, { notify: { text: none } }]"]);

  expect(failure).toBeNull();
});

test("ids that no number holds go on as they came", async () => {
  const rule = [
    "on: message_received",
    "do:",
    `  - { id: lead, ${CREATE} }`,
    "  - http: { connection: crm, method: PATCH, path: '/leads/{{ steps.lead.json.id }}', json: { owner: '{{ steps.lead.json.owner }}' } }",
  ];
  const mocks = "mocks: { crm: { json: { id: 7615917337495251231, owner: 9007199254740993 } } }";
  const expected =
    "expect: [{ http: {} }, { http: { path: /leads/7615917337495251231, json: { owner: '9007199254740993' } } }]";

  const { failure } = await runOne(rule, [NOW, mocks, HELLO, expected]);

  expect(failure).toBeNull();
});
