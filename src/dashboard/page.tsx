import type { Content } from "./html.ts";
import type { PageLook } from "./page-look.ts";
import { AllPaused } from "./parts/pauses.tsx";

export type { PageLook } from "./page-look.ts";

/** The screens, in the order of the navigation. */
export const SCREENS = [
  { path: "/", name: "Today", key: "t" },
  { path: "/events", name: "Events", key: "e" },
  { path: "/runs", name: "Runs", key: "u" },
  { path: "/rules", name: "Rules", key: "r" },
  { path: "/playground", name: "Playground", key: "p" },
  { path: "/dead", name: "Dead letters", key: "d" },
  { path: "/approvals", name: "Approvals", key: "a" },
  { path: "/contacts", name: "Contacts", key: "c" },
  { path: "/system", name: "System", key: "s" },
  { path: "/audit", name: "Audit log", key: "l" },
] as const;

/** Path of a screen. */
export type ScreenPath = (typeof SCREENS)[number]["path"];

/** A page of the dashboard: navigation, heading, content. */
export function Page({
  title,
  heading = title,
  beside = null,
  at,
  look,
  children,
}: {
  readonly title: string;
  /** The title as it stands above the page, when that is more than text. */
  readonly heading?: Content;
  /** What stands beside the heading, such as links to pages of the same kind. */
  readonly beside?: Content;
  /** The screen it is one of; null for one that is part of none. */
  readonly at: ScreenPath | null;
  readonly look: PageLook;
  readonly children?: Content;
}) {
  const { nonce, version, zone } = look;
  return (
    <html lang="en">
      <Head title={title} version={version} />
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="bar">
          <a class="brand" href="/">
            heyrules
          </a>
          <button type="button" class="plain opener" popovertarget="menu">
            Menu
          </button>
          <div id="menu" class="menu" popover="auto">
            <nav aria-label="Screens">
              <ul>
                {SCREENS.map(({ path, name, key }) => (
                  <li>
                    <a href={path} data-key={key} {...(path === at ? { "aria-current": "page" } : {})}>
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
            <Who look={look} />
          </div>
        </header>
        <main id="main" tabindex={-1}>
          <Headline heading={heading} beside={beside} />
          <Banner at={at} look={look} />
          <LeftOut records={[...look.leftOut]} />
          {children}
        </main>
        <footer class="foot">Times are those of {zone}.</footer>
        <Keys />
        {SCRIPTS.map((name) => (
          <script src={`/assets/${name}?v=${version}`} nonce={nonce} defer></script>
        ))}
      </body>
    </html>
  );
}

const SCRIPTS = ["htmx.js", "app.js", "events.js", "playground.js", "today.js"] as const;

function Headline({ heading, beside }: { readonly heading: Content; readonly beside: Content }) {
  if (beside === null) return <h1>{heading}</h1>;
  return (
    <div class="headline">
      <h1>{heading}</h1>
      {beside}
    </div>
  );
}

/** That nothing goes out; Today has it in its list, which is drawn anew. */
function Banner({ at, look }: { readonly at: ScreenPath | null; readonly look: PageLook }) {
  if (look.allPaused === null || at === "/") return null;
  return (
    <div class="notice notice-bad banner">
      <AllPaused pause={look.allPaused} back={at ?? "/"} look={look} />
    </div>
  );
}

/** So many are named. */
const MOST_NAMED = 5;

/** What is missing on the page, and what to do about it. */
function LeftOut({ records }: { readonly records: readonly string[] }) {
  if (records.length === 0) return null;
  const more = records.length - MOST_NAMED;
  return (
    <p role="alert" class="notice notice-bad">
      Left out, since the store cannot read it: {records.slice(0, MOST_NAMED).join(", ")}
      {more > 0 ? `, and ${more} more` : ""}. <code>heyrules store check</code> names all such records; put them back
      from a copy of the store, or delete them there.
    </p>
  );
}

/** Who looks at it, and the way out. */
function Who({ look }: { readonly look: PageLook }) {
  const { name, role } = look.visitor;
  return (
    <form method="post" action="/logout" class="who">
      <FormToken look={look} />
      <span>
        <bdi>{name}</bdi> <small>({role === "operate" ? "may decide" : "may look"})</small>
      </span>
      <button class="plain">Log out</button>
    </form>
  );
}

/** What the keys do, for who asks with `?`; single keys can be switched off. */
function Keys() {
  return (
    <dialog id="keys" class="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl class="facts">
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>Search</dd>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>Next and previous row; Enter opens it</dd>
        <dt>
          <kbd>[</kbd> <kbd>]</kbd>
        </dt>
        <dd>Older and newer run of the rule</dd>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>Close what is beside the list</dd>
        {SCREENS.map(({ name, key }) => (
          <>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{name}</dd>
          </>
        ))}
      </dl>
      <p>
        <label>
          <input type="checkbox" id="keys-on" checked /> Keys of one letter do something
        </label>
      </p>
      <form method="dialog">
        <button>Close</button>
      </form>
    </dialog>
  );
}

/** What a form has to bring with it. */
export function FormToken({ look }: { readonly look: PageLook }) {
  return <input type="hidden" name="form_token" value={look.visitor.formToken ?? ""} />;
}

/** The head of every page. */
export function Head({ title, version }: { readonly title: string; readonly version: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex, nofollow" />
      <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
      <title>{title} · heyrules</title>
      <link rel="icon" href={`/assets/icon.svg?v=${version}`} />
      <link rel="stylesheet" href={`/assets/app.css?v=${version}`} />
      <link rel="stylesheet" href={`/assets/decide.css?v=${version}`} />
      <link rel="stylesheet" href={`/assets/events.css?v=${version}`} />
      <link rel="stylesheet" href={`/assets/playground.css?v=${version}`} />
      <link rel="stylesheet" href={`/assets/today.css?v=${version}`} />
    </head>
  );
}
