import type { Content } from "./html.ts";
import { documentOf } from "./html.ts";
import type { PageLook, ScreenPath } from "./page.tsx";
import { Head, Page, SCREENS } from "./page.tsx";

/** A page that says why there is no other: what is wrong, and where to go on. */
export function problemPage({
  title,
  message,
  ways,
  look,
  version,
}: {
  readonly title: string;
  readonly message: string;
  readonly ways: {
    /** The page that led here; null when none of ours did. */
    readonly before: string | null;
    readonly screen: ScreenPath;
  };
  /** Null for who has not logged in. */
  readonly look: PageLook | null;
  readonly version: string;
}): string {
  const said = (
    <p role="alert" class="notice notice-bad">
      {message}
    </p>
  );
  if (look === null)
    return aloneWith({ title, version }, [
      said,
      <p>
        <a href="/login">Log in</a>
      </p>,
    ]);
  const { before, screen } = ways;
  return documentOf(
    <Page title={title} at={screen === "/" ? null : screen} look={look}>
      {said}
      <p>
        {before === null ? null : (
          <>
            <a href={before}>Back to the page before</a> ·{" "}
          </>
        )}
        <a href={screen}>{SCREENS.find(({ path }) => path === screen)?.name}</a>
      </p>
    </Page>,
  );
}

/** What a form is answered whose login is over. */
export function loggedOutPage({ login, version }: { readonly login: string; readonly version: string }): string {
  return aloneWith({ title: "You are logged out", version }, [
    <p role="alert" class="notice notice-warn">
      Nothing was done: the login of this page is over. It ends after 12 hours without use, and when the engine is
      started anew.
    </p>,
    <p>
      <a class="button" href={login}>
        Log in, and go back to the page
      </a>
    </p>,
  ]);
}

function aloneWith({ title, version }: { readonly title: string; readonly version: string }, content: Content): string {
  return documentOf(
    <html lang="en">
      <Head title={title} version={version} />
      <body class="alone">
        <main id="main">
          <h1>{title}</h1>
          {content}
        </main>
      </body>
    </html>,
  );
}
