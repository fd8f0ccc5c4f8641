#!/usr/bin/env bash
# Runs every test. The last line says: N passed, N failed, N skipped.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'EOF'
deploy/test.sh [--long] [--only PATTERN]

  --long          adds soaks and big sweeps (hours)
  --only PATTERN  only test methods whose full name contains PATTERN; skips the formatting check
EOF
}

long=0 only=
while [ $# -gt 0 ]; do
  case $1 in
    --long) long=1 ;;
    --only) only=${2:?--only takes a pattern}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

need_dotnet
need_packages mosquitto mosquitto-clients postgresql strace clang zlib1g-dev libxml2-utils xmlsec1 espeak-ng ffmpeg
cd "$root"

passed=0 failed=0 skipped=0 failures=()

# check NAME COMMAND…: a check that is not an xUnit test, counted as one.
check() {
  local name=$1 log
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
    say "  $name: ok"
  else
    failed=$((failed + 1))
    failures+=("$name")
    cat "$log" >&2
    say "  $name: FAILED"
  fi
  rm -f "$log"
}

say "building …"
build
if [ -z "$only" ]; then
  check "formatting" dotnet format --verify-no-changes --no-restore
fi

say "publishing the gateway as Native AOT …"
aot=$root/artifacts/gateway-linux-x64
check "native AOT publish" deploy/publish-gateway.sh linux-x64 "$aot"
export LONGGANG_AOT_GATEWAY=$aot/Longgang.Edge.Gateway
export LONGGANG_LONG=$long

for project in tests/*.Tests; do
  name=$(basename "$project")
  arguments=(-noColor -noLogo)
  [ -z "$only" ] || arguments+=(-method "*$only*")
  log=$(mktemp)
  status=0
  say "$name …"
  started=$SECONDS
  "$project/bin/Release/net10.0/$name" "${arguments[@]}" >"$log" 2>&1 || status=$?
  summary=$(grep -E "^ *$name +Total: " "$log" | tail -n 1 || true)
  number() { grep -oE "$1: [0-9]+" <<<"$summary" | grep -oE '[0-9]+' || echo 0; }
  bad=$(($(number Failed) + $(number Errors)))
  if [ $status -ne 0 ] || [ -z "$summary" ]; then
    cat "$log" >&2
    failures+=("$name")
    [ $bad -gt 0 ] || bad=1
  fi
  skip=$(number Skipped)
  if [ -n "$summary" ]; then
    passed=$((passed + $(number Total) - $(number Failed) - $(number Errors) - skip))
  fi
  failed=$((failed + bad))
  skipped=$((skipped + skip))
  say "  $(sed -E 's/^ *[^ ]+ +//' <<<"${summary:-no summary, exit code $status}") ($((SECONDS - started)) s)"
  rm -f "$log"
done

[ ${#failures[@]} -eq 0 ] || say "failed: ${failures[*]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
