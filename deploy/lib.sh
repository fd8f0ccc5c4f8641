# Shared by the scripts of this folder: what a fresh machine lacks is installed once, and nothing is done twice.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

# need_dotnet: the SDK is the one thing that a machine must bring along.
need_dotnet() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is not on the PATH. Install it (https://dotnet.microsoft.com/download/dotnet/10.0) and run this again."
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail "the .NET SDK on the PATH is not version 10 (global.json asks for it): $(dotnet --list-sdks | tr '\n' ' ')"
}

# need_packages PACKAGE…: installs the Debian packages that are missing.
need_packages() {
  local missing=() package as_root=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]} …"
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get could not install ${missing[*]}."
}

# build [PROJECT…]: Release build, quiet unless it fails.
build() {
  local log target
  log=$(mktemp)
  for target in "${@:-Longgang.Edge.sln}"; do
    (cd "$root" && dotnet build "$target" -c Release --nologo -v quiet) >"$log" 2>&1 || {
      cat "$log" >&2
      rm -f "$log"
      fail "$target does not build."
    }
  done
  rm -f "$log"
}

# publish NAME PROJECT: compiled ahead for this machine into artifacts/NAME, so that what is measured does not wait for a compiler.
publish() {
  local log
  log=$(mktemp)
  (cd "$root" && dotnet publish "$2" -c Release -r linux-x64 --no-self-contained -o "artifacts/$1" --nologo -v quiet) >"$log" 2>&1 || {
    cat "$log" >&2
    rm -f "$log"
    fail "$2 does not build."
  }
  rm -f "$log"
}
