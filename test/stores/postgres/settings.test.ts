import { expect, onTestFinished, test } from "vitest";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";

// What is set here holds for every database of the server.
const server = usePostgres({ isAlone: true });

test.skipIf(!server.isOurs).each(["fsync", "full_page_writes"])("a server with %s off is refused", async (setting) => {
  const url = await server.createDatabase();
  const setTo = async (value: string) => {
    await server.execute(url, `ALTER SYSTEM SET ${setting} = ${value}`);
    await server.execute(url, "SELECT pg_reload_conf()");
    let found: unknown = null;
    while (found !== value) [found] = (await server.execute(url, `SHOW ${setting}`)).map((row) => row[setting]);
  };
  await setTo("off");
  onTestFinished(() => setTo("on"));

  await expect(openPostgresStore({ url })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining(`${setting} is off`) as string,
  });
});
