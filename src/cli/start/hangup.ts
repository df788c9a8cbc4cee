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

/**
 * Keeps a SIGHUP from ending this process while nobody listens yet. The function it gives stops that, and tells whether
 * one came: what was asked for then is still to be done.
 */
export function holdHangups(): () => boolean {
  let hasCome = false;
  const note = (): void => {
    hasCome = true;
  };
  process.on("SIGHUP", note);
  return () => {
    process.off("SIGHUP", note);
    return hasCome;
  };
}

const STDIN = 0;
