import { openLowdbStore } from "../../../src/stores/lowdb/store.ts";
import { describeStore } from "../store.contract.ts";

describeStore({
  name: "the lowdb store in memory",
  open: async () => ({
    store: await openLowdbStore({ path: null, random: { next: () => 0.5 } }),
  }),
});
