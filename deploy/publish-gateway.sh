#!/usr/bin/env bash
# Publishes the gateway as one native program (Native AOT), without a single warning that is not explained in its project file.
set -euo pipefail
# shellcheck source=deploy/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
usage: deploy/publish-gateway.sh [RID] [OUT]

  RID   linux-x64 (default) or linux-arm64, which is cross-compiled
  OUT   folder for the program (default: artifacts/gateway-RID)

Prints the program's path. Installs what the linker needs by apt when it is missing. Exit code: 0 published, 1 not, 2 wrong usage.
TEXT
}

case "${1:-}" in
  -h|--help) usage; exit 0 ;;
esac

rid="${1:-linux-x64}"
out="${2:-$root/artifacts/gateway-$rid}"
need_dotnet

arguments=()
case "$rid" in
  linux-x64)
    need_packages clang zlib1g-dev
    ;;
  linux-arm64)
    # clang links against Debian's cross libraries, so no sysroot is needed. The program needs glibc 2.34 on the box.
    need_packages clang-14 lld-14 llvm-14 gcc-aarch64-linux-gnu libc6-dev-arm64-cross
    arguments=(-p:CppCompilerAndLinker=clang-14 -p:LinkerFlavor=lld-14 -p:ObjCopyName=llvm-objcopy-14)
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! dotnet publish "$root/edge/Longgang.Edge.Gateway" -c Release -r "$rid" -o "$out" "${arguments[@]}" ${LONGGANG_KEEP_SYMBOLS:+-p:StripSymbols=false} >"$log" 2>&1; then
  cat "$log" >&2
  fail "publishing failed"
fi

if grep -E ': warning ' "$log" >&2; then
  fail "published with warnings: explain each in edge/Longgang.Edge.Gateway/Longgang.Edge.Gateway.csproj, or remove its cause"
fi

# Symbols stay out of what is shipped.
rm -f "$out"/*.dbg "$out"/*.pdb "$out"/*.xml
echo "$out/Longgang.Edge.Gateway"
