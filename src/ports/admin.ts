/** What somebody may do on the admin listener: look, or also decide. */
export type Role = "read" | "operate";

/** Where and for whom the admin listener is. */
export interface AdminSettings {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Whether the port was asked for, so that another one is no help. */
  readonly isPortChosen: boolean;
  /** Names under which a proxy passes requests on to it, such as `rules.example.com`; its own addresses are always known. */
  readonly hosts: readonly string[];
  /** Tokens that are let in, by what they allow; none that allows to operate: one is made and told once. */
  readonly tokens: Readonly<Record<Role, readonly string[]>>;
}
