/** Signals that ask for an end; a third, SIGHUP, has another meaning for each command. */
const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Resolves at the first SIGTERM or SIGINT. The second one ends the process by that signal, after `onSecond`, so that its
 * exit code is the shell's own for it: 143 or 130.
 */
export function untilSignal(onSecond: () => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isEnding = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (!isEnding) {
        isEnding = true;
        resolve(signal);
        return;
      }
      onSecond();
      for (const name of SIGNALS) process.off(name, onSignal);
      process.kill(process.pid, signal);
    };
    for (const name of SIGNALS) process.on(name, onSignal);
  });
}
