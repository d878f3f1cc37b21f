/** What the line that installs an agent must know. */
export interface CommandFacts {
  /** The collector's address, of characters that mean nothing to a shell. */
  readonly base: string;
  readonly token: string;
  /** The pin of a self-made certificate, as curl takes it; null for one that machines trust anyway. */
  readonly pin: string | null;
}

/**
 * The one line that installs the agent on a machine and enrols it. Every process can read every other one's arguments, so the
 * token is in none of them: a shell puts it into the environment, where sudo passes it on by name. The script is fetched whole
 * before any of it runs, and a failure to fetch it is a failure of the line.
 */
export function installCommand({ base, token, pin }: CommandFacts): string {
  const [trust, fetched] = pin === null ? ['', '&&'] : [`-k --pinnedpubkey ${pin} `, `|| ${WRONG_KEY};`];
  return (
    `SUIVI_TOKEN=${token} sh -c 's=$(curl -fsS ${trust}${base}/install.sh) ${fetched} printf "%s\\n" "$s" | ` +
    `if [ "$(id -u)" = 0 ]; then sh; else sudo --preserve-env=SUIVI_TOKEN sh; fi'`
  );
}

/** What follows a failure of curl, which says of a key that is not the pinned one (90) no more than that. */
const WRONG_KEY =
  '{ c=$?; [ $c != 90 ] || echo "suivi: Another server than the one that made this line answers. ' +
  'Make a new line on the collector, and find out what is in between if that fails too." >&2; exit $c; }';
