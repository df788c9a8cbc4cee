import { documentOf } from "./html.ts";
import { Head } from "./page.tsx";

/** A page that says why there is no other: what is wrong, and where to go on. */
export function problemPage({
  title,
  message,
  version,
}: {
  readonly title: string;
  readonly message: string;
  readonly version: string;
}): string {
  return documentOf(
    <html lang="en">
      <Head title={title} version={version} />
      <body class="alone">
        <main id="main">
          <h1>{title}</h1>
          <p role="alert" class="notice notice-bad">
            {message}
          </p>
          <p>
            <a href="/">Today</a> · <a href="/events">Events</a>
          </p>
        </main>
      </body>
    </html>,
  );
}
