/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly keyword: string;
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
  readonly text: string;
}

export function readDockerfile(source: string): readonly Instruction[];
export function readIgnored(source: string): (path: string) => boolean;
