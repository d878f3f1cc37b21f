#!/bin/sh
# Puts the Suivi agent on this machine and enrols it at the collector that this script comes from.
#
# It adds the collector's apt repository (a file in /etc/apt/sources.list.d, which trusts one key; where the collector has signed
# its certificate itself, also that certificate, for apt and for the agent), installs the package
# suivi-agent from it, enrols the machine with a token, and starts the agent. Run again, it does what is left to do.
# `apt-get purge suivi-agent` takes all of it away.
#
#   sh install.sh               as root
#   sh install.sh --dry-run     checks, says what it would do, and changes nothing
#
# The token is read from SUIVI_TOKEN, or asked for. It is no argument of any program, and is written nowhere.
#
# Exit codes: 0 done, 2 wrong usage, 10 not root, 11 system not supported, 12 no systemd, 13 no Node that is new enough,
# 14 repository cannot be read, 15 repository not signed as it must be, 16 package cannot be installed, 17 no token,
# 18 not enrolled, 19 agent not connected
set -eu
umask 022
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

base='@BASE@'
key='@KEY@'
ca='@CA@'
source_file=/etc/apt/sources.list.d/suivi.sources
ca_file=/etc/suivi/collector-ca.pem
apt_conf=/etc/apt/apt.conf.d/50suivi
dry_run=

say() { printf 'suivi: %s\n' "$*"; }

# fail <exit code> <what went wrong> <what to do>
fail() {
  printf 'suivi: %s\n       %s\n' "$2" "$3" >&2
  exit "$1"
}

check_system() {
  # shellcheck source=/dev/null
  system=$(. /etc/os-release && printf '%s/%s/%s' "${ID-}" "${VERSION_ID-}" "${PRETTY_NAME-}") || system=//
  id=${system%%/*}
  version=${system#*/}
  name=${version#*/}
  version=${version%%/*}
  case $id in
    debian | raspbian) least=12 ;;
    ubuntu) least=24.04 ;;
    *) least= ;;
  esac
  # Debian before its release has no number.
  if [ -n "$least" ] && dpkg --compare-versions "${version:-$least}" ge "$least"; then return; fi
  fail 11 "This is ${name:-an unknown system}, on which the agent is not supported." \
    'It needs Debian 12, Ubuntu 24.04, Raspberry Pi OS 12 or Proxmox VE 8, or later ones of these.'
}

candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -v '^(none)$' || true; }

check_node() {
  node=$(candidate nodejs)
  if [ -z "$node" ] && [ -z "$dry_run" ]; then
    say 'This machine knows no package nodejs yet: refreshing its package lists.'
    apt-get -qq update </dev/null || true
    node=$(candidate nodejs)
  fi
  if dpkg --compare-versions "${node:-0}" ge 18.19; then return; fi
  fail 13 "The agent needs Node 18.19 or later, and apt offers ${node:-none} as the package nodejs." \
    "Enable the main archive of your release (Ubuntu: universe too), run apt-get update, and see: apt-cache policy nodejs"
}

is_enrolled_here() { suivi-agent status 2>/dev/null | grep -qF "enrolled at $base as"; }

take_token() {
  token=${SUIVI_TOKEN-}
  unset SUIVI_TOKEN
  if [ -n "$token" ] || [ -n "$dry_run" ] || is_enrolled_here; then return; fi
  if ! (: </dev/tty) 2>/dev/null; then
    fail 17 'There is no enrolment token, and no terminal to ask at.' \
      'Set SUIVI_TOKEN in the environment; a token is made by POST /api/enrolment-tokens on the collector.'
  fi
  printf 'Enrolment token: ' >/dev/tty
  trap 'stty echo </dev/tty' EXIT
  stty -echo </dev/tty
  IFS= read -r token </dev/tty || true
  stty echo </dev/tty
  trap - EXIT
  printf '\n' >/dev/tty
  [ -n "$token" ] || fail 17 'No token was given.' 'Run this again with one.'
}

source_text() {
  printf 'Types: deb\nURIs: %s/apt\nSuites: stable\nComponents: main\nSigned-By:\n' "$base"
  printf '%s\n' "$key" | sed 's/^$/./; s/^/ /'
}

write_file() {
  mkdir -p "$(dirname "$1")"
  cat >"$1.new"
  mv "$1.new" "$1"
}

trust_ca() {
  [ -n "$ca" ] || return 0
  printf '%s\n' "$ca" | write_file "$ca_file"
  host=$(printf '%s' "$base" | sed -E 's|^[a-z]+://||; s|/.*||; s|:[0-9]+$||')
  printf 'Acquire::https::%s::CAInfo "%s";\n' "$host" "$ca_file" | write_file "$apt_conf"
}

add_source() {
  was_there=
  if [ -e "$source_file" ]; then was_there=yes; fi
  trust_ca
  source_text | write_file "$source_file"
  say "Reading the repository $base/apt"
  if said=$(apt-get update -q -o APT::Update::Error-Mode=any -o APT::Get::List-Cleanup=0 \
    -o Dir::Etc::sourcelist="$source_file" -o Dir::Etc::sourceparts=/dev/null 2>&1 </dev/null); then return; fi
  printf '%s\n' "$said" >&2
  # One that was new must not make every later refresh fail.
  if [ -z "$was_there" ]; then
    rm -f "$source_file" "$apt_conf" "$ca_file"
    rmdir --ignore-fail-on-non-empty "${ca_file%/*}" 2>/dev/null || true
  fi
  case $said in
    *'is expired'* | *'not valid yet'*)
      fail 15 'What the repository says is too old or from the future.' \
        "Compare this machine's clock with the collector's, then run the same line again." ;;
    *NO_PUBKEY* | *'not signed'* | *BADSIG* | *'could not be verified'* | *'ould not verify'* | *'Missing key'* | \
      *'Hash Sum mismatch'* | *'unexpected size'* | *'Clearsigned file'* | *'GPG error'* | *'OpenPGP'*)
      fail 15 "The repository is not signed with the collector's key, or was changed on its way. Nothing was installed." \
        "Fetch the line anew from the collector. If it fails again, something between here and $base changes what is sent." ;;
    *)
      fail 14 "The repository $base/apt cannot be read." \
        'Check that this machine reaches the collector (proxy, firewall, name), then run the same line again.' ;;
  esac
}

install_package() {
  if [ -z "$(candidate suivi-agent)" ]; then
    fail 16 'The collector offers no package of the agent.' \
      'Put suivi-agent_<version>_all.deb into its folder SU_AGENT_PACKAGES_DIR, then run the same line again.'
  fi
  say 'Installing suivi-agent'
  apt-get install -qq -y -o DPkg::Lock::Timeout=120 suivi-agent </dev/null || fail 16 \
    'The package suivi-agent could not be installed; apt says above why.' \
    'Put that right (often: dpkg --configure -a, or room on the disk), then run the same line again.'
}

enrol() {
  if [ -z "$token" ]; then
    say 'This machine is enrolled already.'
    systemctl start suivi-agent.service || true
    return
  fi
  set -- --url "$base"
  if [ -n "$ca" ]; then set -- "$@" --ca-file "$ca_file"; fi
  # An http address was allowed where the collector was set up.
  case $base in http:*) set -- "$@" --plain-http ;; esac
  SU_ENROL_TOKEN=$token suivi-agent enroll "$@" </dev/null || fail 18 \
    'The machine was not enrolled; the lines above say why. The package stays installed.' \
    'Make a new token on the collector and run its line here.'
  systemctl restart suivi-agent.service || true
}

wait_until_connected() {
  tries=0
  until said=$(suivi-agent status 2>&1); do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || fail 19 "The agent is not connected: $said" \
      'See: systemctl status suivi-agent; journalctl -u suivi-agent'
    sleep 1
  done
}

main() {
  case "$#/${1-}" in
    0/) ;;
    1/--dry-run) dry_run=yes ;;
    *) fail 2 'Only --dry-run may be given.' 'See the beginning of the script.' ;;
  esac
  if [ -z "$dry_run" ] && [ "$(id -u)" != 0 ]; then
    fail 10 'This changes the system, which is for root.' 'Run it as root, or with sudo before sh.'
  fi
  check_system
  [ -d /run/systemd/system ] || fail 12 'This machine was not booted with systemd, of which the agent is a service.' \
    'Run this on the machine itself, or in a container that runs systemd.'
  check_node
  take_token
  if [ -n "$dry_run" ]; then
    say "It would write $source_file:"
    source_text
    say "It would then run apt-get update for that source alone, and apt-get install suivi-agent (with nodejs $node)."
    say "It would enrol this machine at $base and start suivi-agent.service."
    return
  fi
  add_source
  install_package
  enrol
  wait_until_connected
  say 'Done: the agent runs and is connected.'
}

# All of it has arrived when this line has.
main "$@"
