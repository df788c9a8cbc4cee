import { join } from "node:path";
import { openLowdbStore } from "../../../src/stores/lowdb/store.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { describeKeptStore } from "../store.contract.ts";

const random = { next: () => 0.5 };

describeKeptStore({
  name: "the lowdb store in a file",
  open: async () => {
    const path = join(makeTemporaryFolder(), "state.json");
    return {
      store: await openLowdbStore({ path, random }),
      reopen: () => openLowdbStore({ path, random }),
      openReader: () => openLowdbStore({ path, random, readOnly: true }),
    };
  },
});
