/** In single quotes, for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Exit codes of ours, before the script has begun. */
export const NO_SUDO = 120;
export const NO_ROOM = 121;

/**
 * The command that waits for a script on its standard input and runs it as root. It holds no secret: sudo asks with `<mark>-password`
 * on stderr when it needs one, and `<mark>-ready` on stdout asks for the script. The installation writes into a file and not into
 * the connection, in a session of its own: neither a cut nor a cancellation interrupts dpkg.
 */
export function remoteCommand(mark: string): string {
  const asRoot =
    `trap "" HUP PIPE; d=$(mktemp -d) || exit ${NO_ROOM}; echo ${mark}-ready; : >"$d/out"; exec 3<&0; ` +
    'setsid sh <&3 >"$d/out" 2>&1 & p=$!; tail -s 0.2 -n +1 -f --pid=$p "$d/out"; wait $p; c=$?; rm -rf "$d"; exit $c';
  const becomeRoot =
    'if [ "$(id -u)" = 0 ]; then exec sh -c "$1"; fi; ' +
    `command -v sudo >/dev/null 2>&1 || exit ${NO_SUDO}; ` +
    `LC_ALL=C exec sudo -S -k -p ${mark}-password sh -c "$1"`;
  return `exec sh -c ${quoted(becomeRoot)} suivi ${quoted(asRoot)}`;
}
