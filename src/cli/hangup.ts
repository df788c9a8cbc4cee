import { isatty } from "node:tty";

/**
 * Listens to SIGHUP from now on: `onReload` when somebody asks for a reload, `onGone` when the terminal this process was
 * started in was closed, or, on Windows, its console window.
 */
export function listenForHangup(listener: { readonly onReload: () => void; readonly onGone: () => void }): void {
  const hadTerminal = isatty(STDIN);
  process.on("SIGHUP", () => {
    // A terminal that was closed is none any more.
    const isGone = process.platform === "win32" || (hadTerminal && !isatty(STDIN));
    if (isGone) listener.onGone();
    else listener.onReload();
  });
}

const STDIN = 0;
