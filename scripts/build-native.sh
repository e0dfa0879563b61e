#!/usr/bin/env bash
# Builds the native TensorFlow backend if its prebuilt library cannot be downloaded: compiles the addon of @tensorflow/tfjs-node
# against the TensorFlow of the Python wheel. Needs python3 with pip, g++, make and Node's headers; about
# 200 MB to fetch and 600 MB on disk. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel=tensorflow_cpu==2.15.1
package=node_modules/@tensorflow/tfjs-node
cache=${GRADTOP_NATIVE_CACHE:-node_modules/.cache/gradtop-native}

need() { command -v "$1" >/dev/null || { echo "build-native: $1 is needed and was not found; install $2" >&2; exit 1; }; }
need python3 'Python 3 with pip'
need g++ 'a C++ compiler'
need make make
python3 -m pip --version >/dev/null 2>&1 || { echo 'build-native: pip is needed; install it for python3' >&2; exit 1; }
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo "build-native: made for Linux on x86-64, this is $(uname -sm)" >&2; exit 1; }

works() { node -e "const util=require('util'); util.isNullOrUndefined??=(v)=>v==null; util.isArray??=Array.isArray; process.env.TF_CPP_MIN_LOG_LEVEL='3'; const tf=require('@tensorflow/tfjs-node'); if (tf.getBackend()!=='tensorflow') process.exit(1)" >/dev/null 2>&1; }
if works; then echo 'build-native: the native backend works already'; exit 0; fi

# npm drops an optional package whose install script failed. This installs the missing packages of the lock file without scripts
# and keeps the others.
if [ ! -f "$package/package.json" ]; then
  npm install --no-save --ignore-scripts --include=optional --no-audit --no-fund --silent ||
    { echo 'build-native: npm could not fetch @tensorflow/tfjs-node' >&2; exit 1; }
fi

mkdir -p "$cache"
shopt -s nullglob
wheels=("$cache"/tensorflow_cpu-2.15.1-*.whl)
if [ ${#wheels[@]} -eq 0 ]; then
  python3 -m pip download --retries 5 --quiet --no-deps --only-binary=:all: --python-version 3.11 --implementation cp --abi cp311 \
    --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 -d "$cache" "$wheel" ||
    { echo "build-native: pip could not fetch $wheel" >&2; exit 1; }
  wheels=("$cache"/tensorflow_cpu-2.15.1-*.whl)
fi

deps=$package/deps
rm -rf "$deps"
mkdir -p "$deps/lib" "$deps/include"
python3 - "${wheels[0]}" "$deps" <<'PYTHON'
import os, shutil, sys, zipfile
wheel, deps = sys.argv[1:3]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.endswith('/'):
            continue
        if name.startswith('tensorflow/include/'):
            target = os.path.join(deps, 'include', name[len('tensorflow/include/'):])
        elif name in ('tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'):
            target = os.path.join(deps, 'lib', os.path.basename(name))
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, 'wb') as sink:
            shutil.copyfileobj(source, sink)
PYTHON
for link in libtensorflow.so libtensorflow.so.2 libtensorflow.so.2.9.1; do ln -sf libtensorflow_cc.so.2 "$deps/lib/$link"; done
ln -sf libtensorflow_framework.so.2 "$deps/lib/libtensorflow_framework.so"

# Use the headers of the running Node if it has them; else node-gyp fetches them.
headers=$(node -p "require('path').resolve(process.execPath, '../..')")
[ -f "$headers/include/node/node_api.h" ] && export npm_config_nodedir=$headers
(cd "$package" && npx --no-install node-pre-gyp install --build-from-source >"$OLDPWD/$cache/build.log" 2>&1) || {
  echo "build-native: the addon did not build; the end of $cache/build.log:" >&2
  tail -n 20 "$cache/build.log" >&2
  exit 1
}
works || { echo 'build-native: built, but it does not load' >&2; exit 1; }
echo 'build-native: the native backend works'
