#!/usr/bin/env bash
# Writes users into mosquitto's password file: a box with the secret that it has, or the service with its password.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: deploy/mosquitto/passwords.sh FILE USER=SECRETFILE…
       deploy/mosquitto/passwords.sh FILE --remove USER…

  FILE        mosquitto's password file; made when it is not there
  USER        a box's id, or longgang-cloud
  SECRETFILE  file with the user's secret, one line

mosquitto reads the file again on SIGHUP: systemctl reload mosquitto.
TEXT
}

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

[ "${1:-}" != -h ] && [ "${1:-}" != --help ] || { usage; exit 0; }
[ $# -ge 2 ] || { usage >&2; exit 2; }
command -v mosquitto_passwd >/dev/null || fail "mosquitto_passwd is not there: apt-get install mosquitto."
file=$1
shift
remove=0
[ "$1" != --remove ] || { remove=1; shift; }
umask 077
work=$(mktemp -d "$(dirname "$file")/.passwords.XXXXXX")
trap 'rm -rf "$work"' EXIT
: >"$work/new"
: >"$work/users"
for argument in "$@"; do
  user=${argument%%=*}
  [[ $user =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ ]] || fail "'$user' is not a user: 1 to 64 letters, digits, '.', '_' or '-'."
  printf '%s\n' "$user" >>"$work/users"
  [ $remove = 0 ] || continue
  [ "$argument" != "$user" ] || fail "'$argument' names no file: write $user=SECRETFILE."
  read -r secret <"${argument#*=}" || [ -n "${secret:-}" ] || fail "'${argument#*=}' is empty."
  printf '%s:%s\n' "$user" "$secret" >>"$work/new"
done

# -U hashes what stands there in plain text. So no secret appears among the arguments of a process.
[ ! -s "$work/new" ] || mosquitto_passwd -U "$work/new"
if [ -e "$file" ]; then
  awk -F: 'NR == FNR { gone[$1]; next } !($1 in gone)' "$work/users" "$file" >"$work/old"
  # The owner and mode that the broker can read stay.
  cat "$work/old" "$work/new" >"$work/all"
  chown --reference="$file" "$work/all"
  chmod --reference="$file" "$work/all"
else
  mv "$work/new" "$work/all"
fi
mv "$work/all" "$file"
