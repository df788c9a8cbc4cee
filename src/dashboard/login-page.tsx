import { documentOf } from "./html.ts";
import { Head } from "./page.tsx";

/** The page at which people log in; `problem` says why the last try did not, `to` is the path that is gone on to. */
export function loginPage({
  problem,
  to,
  version,
}: {
  readonly problem: string | null;
  readonly to: string;
  readonly version: string;
}): string {
  return documentOf(
    <html lang="en">
      <Head title="Log in" version={version} />
      <body class="alone">
        <main id="main">
          <h1>heyrules</h1>
          {problem === null ? null : (
            <p role="alert" class="notice notice-bad">
              {problem}
            </p>
          )}
          <form method="post" action="/login" class="stack">
            <input type="hidden" name="to" value={to} />
            <label>
              Token
              <input name="token" type="password" autocomplete="current-password" required autofocus />
            </label>
            <label>
              Your name
              <input name="name" autocomplete="name" required maxlength={80} />
              <small>Stands in the audit log beside what you decide.</small>
            </label>
            <button>Log in</button>
          </form>
          <p class="quiet">
            No token at hand? <code>heyrules dashboard</code>, typed where the engine runs, gives a link that lets you
            in.
          </p>
        </main>
      </body>
    </html>,
  );
}
