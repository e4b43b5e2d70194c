#!/usr/bin/env bash
# What the tests need from the system: a browser, age and PostgreSQL to hold our files against other programs,
# strace for the kill tests, pdftoppm to look at papers. Installed by apt where that is allowed; else named.
set -euo pipefail

declare -A package=([chromium]=chromium [age]=age [pdftoppm]=poppler-utils [strace]=strace [openssl]=openssl [xz]=xz-utils)
missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${package[$program]}")
done
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ -n "$(find /usr/share/fonts -iname '*CJK*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(none); fi
if ! command -v apt-get >/dev/null 2>&1 || [ "${as_root[0]-}" = none ]; then
  echo "The tests need these Debian packages: ${missing[*]}"
  echo "Install them (apt-get install ${missing[*]}) and run make test again."
  exit 1
fi
echo "Installing for the tests: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
