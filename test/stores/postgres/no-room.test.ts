import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { makeProject, runCommand } from "../../helpers/project.ts";
import { usePostgres } from "../../helpers/postgres.ts";

const server = usePostgres();
let serial = 0;

/** A database of which the server gives this user no connection, until `give` is called. */
async function openFullServer() {
  const url = await server.createDatabase();
  const role = `full_${process.pid}_${(serial += 1)}`;
  const database = new URL(url).pathname.slice(1);
  await server.execute(url, `CREATE ROLE ${role} LOGIN PASSWORD 'secret-canary' CONNECTION LIMIT 0`);
  await server.execute(url, `GRANT ALL ON DATABASE ${database} TO ${role}`);
  onTestFinished(async () => {
    await server.execute(url, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
  const own = new URL(url);
  own.username = role;
  own.password = "secret-canary";
  return { url: own.href, give: () => server.execute(url, `ALTER ROLE ${role} CONNECTION LIMIT -1`) };
}

test("a command that the server has no connection for says so at once, and how it gets on all the same", async () => {
  const { url } = await openFullServer();
  const project = makeProject();

  const paused = await runCommand(["--config", `${project.folder}/heyrules.yaml`, "pause", "--yes"], {
    HEYRULES_STORE: url,
  });
  const listed = await runCommand(["events", "ls", "--store", url], {});

  for (const { code, err } of [paused, listed]) {
    expect(code).toBe(5);
    expect(err).toContain("(53300)");
    expect(err).toContain(
      "The server gives no more connections (max_connections, or the limit of this user or database)",
    );
    expect(err).toContain("a command with --url goes through the running engine, which has its own");
    expect(err).not.toContain("secret-canary");
  }
});

test("an engine that starts while the server has no connection for it asks again", async () => {
  const { url, give } = await openFullServer();

  const opening = openPostgresStore({ url, waitsForServer: true });
  await give();
  const store = await opening;
  await store.close();

  await expect(openPostgresStore({ url: url.replace("secret-canary", "wrong"), waitsForServer: true })).rejects.toThrow(
    "(28P01)",
  );
});

test("an engine that starts while its connections are cut asks again", async () => {
  const url = new URL(await server.createDatabase());
  const { hostname, port } = url;
  let cut = 0;
  const proxy = createServer((client) => {
    const there = connect({ host: hostname, port: Number(port) });
    // In the middle of its work, when it has logged in.
    let packets = 0;
    client.on("data", () => {
      packets += 1;
      if (cut >= 2 || packets < 4) return;
      cut += 1;
      client.destroy();
    });
    for (const socket of [client, there]) socket.on("error", () => undefined);
    client.on("close", () => there.destroy());
    there.on("close", () => client.destroy());
    client.pipe(there).pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void proxy.close());
  url.hostname = "127.0.0.1";
  url.port = String((proxy.address() as AddressInfo).port);

  const store = await openPostgresStore({ url: url.href, waitsForServer: true });
  await store.close();

  expect(cut).toBe(2);
});
