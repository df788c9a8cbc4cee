import { expect, test } from "vitest";
import { addressClass, isInRange } from "../../../../src/core/actions/remote/address.ts";
import { isForbiddenHost, isLoopbackHost, isOwnNetworkHost } from "../../../../src/core/actions/remote/own-network.ts";

/** As a connection's address writes it, so as the URL parser spells it. */
const hostOf = (host: string): string => new URL(`http://${host}/`).hostname;

test.each([
  ["8.8.8.8", "public"],
  ["[2606:4700::1111]", "public"],
  ["[64:ff9b::808:808]", "public"],
  ["127.0.0.1", "own"],
  ["127.1", "own"],
  ["0x7f000001", "own"],
  ["2130706433", "own"],
  ["0177.0.0.01", "own"],
  ["10.1.2.3", "own"],
  ["172.16.0.1", "own"],
  ["192.168.1.1", "own"],
  ["100.64.0.1", "own"],
  ["198.18.0.1", "own"],
  ["240.0.0.1", "own"],
  ["[::1]", "own"],
  ["[fd12:3456::1]", "own"],
  ["[fec0::1]", "own"],
  ["[::ffff:10.0.0.1]", "own"],
  ["[::ffff:7f00:1]", "own"],
  ["[::7f00:1]", "own"],
  ["[64:ff9b::a00:1]", "own"],
  ["[64:ff9b:1::a00:1]", "own"],
  ["[2002:a00:1::]", "own"],
  ["169.254.169.254", "forbidden"],
  ["2852039166", "forbidden"],
  ["0xa9fea9fe", "forbidden"],
  ["0251.0376.0251.0376", "forbidden"],
  ["[::ffff:169.254.169.254]", "forbidden"],
  ["[::a9fe:a9fe]", "forbidden"],
  ["[::ffff:0:a9fe:a9fe]", "forbidden"],
  ["[64:ff9b::a9fe:a9fe]", "forbidden"],
  ["[64:ff9b:1::a9fe:a9fe]", "forbidden"],
  ["[2002:a9fe:a9fe::]", "forbidden"],
  ["[fd00:ec2::254]", "forbidden"],
  ["[fe80::1]", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["168.63.129.16", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["0", "forbidden"],
  ["[::]", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["255.255.255.255", "forbidden"],
  ["crm.example.com", null],
])("the address %s is %s", (host, kind) => {
  expect(addressClass(hostOf(host))).toBe(kind);
});

test.each([
  ["localhost", true],
  ["api.localhost", true],
  ["crm", true],
  ["crm.local", true],
  ["crm.corp.internal.", true],
  ["10.0.0.1", true],
  ["8.8.8.8", false],
  ["crm.example.com", false],
  ["localhost.example.com", false],
  ["169.254.169.254", false],
])("%s says by itself that it is in our network: %s", (host, isOwn) => {
  expect(isOwnNetworkHost(hostOf(host))).toBe(isOwn);
});

test.each(["metadata.google.internal", "METADATA.google.internal.", "metadata", "169.254.1.1"])(
  "%s is never called",
  (host) => {
    expect(isForbiddenHost(hostOf(host))).toBe(true);
  },
);

test.each([
  ["localhost", true],
  ["127.8.0.1", true],
  ["[::1]", true],
  ["[::ffff:127.0.0.1]", true],
  ["127.example.com", false],
  ["10.0.0.1", false],
])("%s is this machine: %s", (host, isLoopback) => {
  expect(isLoopbackHost(hostOf(host))).toBe(isLoopback);
});

test.each([
  ["10.2.3.4", "10.0.0.0/8", true],
  ["11.2.3.4", "10.0.0.0/8", false],
  ["10.2.3.4", "10.2.3.4", true],
  ["[fd00::5]", "fd00::/8", true],
  ["10.2.3.4", "fd00::/8", false],
  ["10.2.3.4", "10.0.0.0/33", false],
  ["10.2.3.4", "10.0.0.0/x", false],
  ["crm.example.com", "10.0.0.0/8", false],
])("%s in %s: %s", (host, range, isIn) => {
  expect(isInRange(host, range)).toBe(isIn);
});
