/** Addresses a public name may be made to answer, none of which is anybody's. */
export const INSIDE_ADDRESSES: readonly string[] = [
  "127.0.0.1",
  "127.0.0.2",
  "127.255.255.254",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::127.0.0.1",
  "0.0.0.0",
  "::",
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "100.64.0.1",
  "169.254.169.254",
  "::ffff:169.254.169.254",
  "64:ff9b::7f00:1",
  "64:ff9b::a9fe:a9fe",
  "2002:7f00:1::",
  "fd00:ec2::254",
  "fc00::1",
  "fe80::1",
  "100.100.100.200",
  "168.63.129.16",
  "224.0.0.1",
  "255.255.255.255",
];

/** Names that anybody may use and that lead to 127.0.0.1. */
export const PUBLIC_NAMES: readonly string[] = [
  "127.0.0.1.nip.io",
  "7f000001.nip.io",
  "localtest.me",
  "lvh.me",
  "make-127-0-0-1-rr.1u.ms",
  "xn--e1afmkfd.xn--p1ai",
];

/** URLs that no configuration may have, or that are never called; PORT stands for that of the server inside. */
export const NEVER_CALLED: readonly string[] = [
  "http://169.254.169.254:PORT/",
  "http://2852039166:PORT/",
  "http://0xa9fea9fe:PORT/",
  "http://0251.0376.0251.0376:PORT/",
  "http://169.254.43518:PORT/",
  "http://[::ffff:a9fe:a9fe]:PORT/",
  "http://[64:ff9b::a9fe:a9fe]:PORT/",
  "http://[fd00:ec2::254]:PORT/",
  "http://[fe80::1]:PORT/",
  "http://100.100.100.200:PORT/",
  "http://0.0.0.0:PORT/",
  "http://0:PORT/",
  "http://[::]:PORT/",
  "http://metadata.google.internal:PORT/",
  "http://METADATA.google.internal.:PORT/",
  "http://metadata:PORT/",
  "file:///etc/passwd",
  "unix:/var/run/docker.sock:/info",
  "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
  "gopher://127.0.0.1:PORT/_x",
  "ftp://127.0.0.1:PORT/",
  "data:text/plain,x",
  "//127.0.0.1:PORT/",
  "127.0.0.1:PORT",
];

/** Spellings of this machine that are called when a configuration writes them out: who writes them means them. */
export const CALLED_IF_MEANT: readonly string[] = [
  "127.0.0.1",
  "127.1",
  "0177.0.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "localhost",
];

/** What customers may write that would lead to a port inside if it were read as more than a part of a path. */
export function pathsOf(port: number): readonly string[] {
  const hosts = [
    "127.0.0.1",
    "127.1",
    "0177.0.0.1",
    "2130706433",
    "0x7f000001",
    "[::1]",
    "[::ffff:7f00:1]",
    "localhost",
  ];
  return [
    ...hosts.flatMap((host) => [`http://${host}:${port}/`, `//${host}:${port}/`, `@${host}:${port}/`]),
    `\\\\127.0.0.1:${port}\\`,
    `/\\127.0.0.1:${port}/`,
    `/../../../@127.0.0.1:${port}/`,
    `..%2f..%2f@127.0.0.1:${port}/`,
    `%2f%2f127.0.0.1:${port}/`,
    `:${port}/`,
    `#@127.0.0.1:${port}/`,
    `?@127.0.0.1:${port}/`,
    `user:password@127.0.0.1:${port}/`,
    `https:/127.0.0.1:${port}/`,
    `http:127.0.0.1:${port}/`,
    `\thttp://127.0.0.1:${port}/`,
    `\r\nHost: 127.0.0.1:${port}\r\n`,
    `%0d%0aHost:%20127.0.0.1:${port}`,
    `127。0。0。1:${port}/`,
    `//①②⑦.⓪.⓪.①:${port}/`,
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "unix:/var/run/docker.sock:/info",
    "http://unix:/var/run/docker.sock:/info",
    "redirect",
    "redirect-twice",
  ];
}
