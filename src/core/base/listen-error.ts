import { EngineError } from "./errors.ts";

/** Where a listener was to be, and what to change: settings as one would write them. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** Such as `HEYRULES_HOST`. */
  readonly hostSetting: string;
  /** Such as `HEYRULES_PORT`. */
  readonly portSetting: string;
}

/** Why a listener cannot be had, by the code of the system's error: PORT_IN_USE or CANNOT_LISTEN. */
export function listenError(address: ListenAddress, cause: Error & { readonly code?: string }): EngineError {
  const { host, port, hostSetting, portSetting } = address;
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const cannot = (message: string): EngineError => new EngineError("CANNOT_LISTEN", message, { cause });
  switch (cause.code ?? "") {
    case "EADDRINUSE":
      return new EngineError("PORT_IN_USE", `Port ${port} on ${host} is in use; set ${portSetting} to another one.`, {
        cause,
      });
    case "EACCES":
      return cannot(
        `This user may not listen on ${where}: ports below 1024 need a permission. Set ${portSetting} to a higher one ` +
          "and let a proxy pass on to it, or grant CAP_NET_BIND_SERVICE.",
      );
    case "EADDRNOTAVAIL":
      return cannot(`${host} is no address of this machine; set ${hostSetting} to one, or to 0.0.0.0 for all of them.`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return cannot(`The name ${host} leads to no address; set ${hostSetting} to an address of this machine.`);
    default:
      return cannot(`Nothing can listen on ${where}: ${cause.message}. Check ${hostSetting} and ${portSetting}.`);
  }
}
