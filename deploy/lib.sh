# Shared by the scripts of this folder: what they need on the machine, and how they build.
# shellcheck shell=bash

LONGGANG_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

fail() { say "$*"; exit 1; }

# The SDK that global.json asks for. We do not install one: where it comes from is the machine owner's choice.
require_dotnet() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  (cd "$LONGGANG_ROOT" && dotnet --version >/dev/null) \
    || fail "no SDK here satisfies global.json; installed: $(dotnet --list-sdks | tr '\n' ' ')"
}

# require_packages COMMAND=PACKAGE… installs by apt the packages whose command is missing, and nothing when none is.
require_packages() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  say "installing ${missing[*]}"
  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build PROJECT… in Release. The output is shown only when it fails.
build() {
  local project log
  log="$(mktemp)"
  for project in "$@"; do
    [ -f "$LONGGANG_ROOT/$project" ] || fail "$project is missing"
    if ! (cd "$LONGGANG_ROOT" && dotnet build -c Release -v quiet --nologo "$project") >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      fail "building $project failed"
    fi
  done
  rm -f "$log"
}
