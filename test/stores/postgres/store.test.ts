import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { describeKeptStore } from "../store.contract.ts";

const server = usePostgres();

describeKeptStore({
  name: "the PostgreSQL store",
  isShared: true,
  open: async () => {
    const url = await server.emptyDatabase();
    return {
      store: await openPostgresStore({ url }),
      reopen: () => openPostgresStore({ url }),
      openReader: () => openPostgresStore({ url, readOnly: true }),
    };
  },
});
