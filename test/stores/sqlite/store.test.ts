import { join } from "node:path";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { describeKeptStore } from "../store.contract.ts";

describeKeptStore({
  name: "the SQLite store",
  open: async () => {
    const path = join(makeTemporaryFolder(), "heyrules.db");
    return {
      store: await openSqliteStore({ path }),
      reopen: () => openSqliteStore({ path }),
      openReader: () => openSqliteStore({ path, readOnly: true }),
    };
  },
});
