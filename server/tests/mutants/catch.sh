#!/usr/bin/env bash
# Breaks a copy of the tree in one way after the other, and sees whether the checker notices.
# Its arguments are patches; without any, all of them.
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
place=${CARGO_TARGET_DIR:-$root/target}/mutants
copy=$place/tree
# A target folder of their own, so that no mutant is ever taken for the real thing.
export CARGO_TARGET_DIR=$place/build CARGO_INCREMENTAL=0 GIT_CEILING_DIRECTORIES=$place
export CHECKER_SECONDS=${CHECKER_SECONDS:-60}
patches=("$@")
[ $# -gt 0 ] || patches=("$here"/*.patch)

rm -rf "$copy"
mkdir -p "$copy"
git -C "$root" ls-files -z --cached --others --exclude-standard | tar -C "$root" --null -T - -c | tar -C "$copy" -x
cd "$copy"
survivors=0
for patch in "${patches[@]}"; do
  name=$(basename "$patch" .patch)
  printf '  %s: %s\n' "$name" "$(sed -n '1s/^# //p' "$patch")"
  git apply "$patch"
  cargo test --quiet --locked -p server --test checker --no-run
  if cargo test --quiet --locked -p server --test checker nothing_is_lost >"$place/$name.log" 2>&1; then
    echo "    SURVIVED ($(grep '^seed' "$place/$name.log"))"
    survivors=$((survivors + 1))
  elif ! grep '^    caught by' "$place/$name.log"; then
    echo "    FAILED without a violation; see $place/$name.log"
    survivors=$((survivors + 1))
  fi
  git apply -R "$patch"
done
[ "$survivors" = 0 ] || { echo "  $survivors not caught"; exit 1; }
