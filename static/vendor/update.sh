#!/usr/bin/env bash
# Refreshes the vendored front-end packages from npm at development time; the product builds without Node.
# Pinned versions stand here, the icons of the sprite in icons.txt.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # name version folder
  (cd "$work" && mkdir "$3" && tar xzf "$(npm pack --silent "$1@$2")" -C "$3" --strip-components=1)
}
fetch @tabler/core 1.6.1 tabler
fetch @tabler/icons 3.51.0 icons
fetch htmx.org 4.0.1 htmx
fetch axe-core 4.14.1 axe

mkdir -p tabler tabler-icons htmx ../../cmd/linli/testdata/axe
cp "$work/tabler/dist/css/tabler.min.css" tabler/
cp "$work/icons/LICENSE" tabler-icons/LICENSE
cp "$work/htmx/LICENSE" htmx/LICENSE
cp "$work/htmx/dist/htmx.min.js" "$work/htmx/dist/ext/hx-ptag.min.js" "$work/htmx/dist/ext/hx-sse.min.js" htmx/
cp "$work/axe/axe.min.js" "$work/axe/LICENSE" "$work/axe/LICENSE-3RD-PARTY.txt" ../../cmd/linli/testdata/axe/

{
  echo '<svg xmlns="http://www.w3.org/2000/svg">'
  while read -r name; do
    printf '<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">' "$name"
    grep -E '<(path|circle|rect|line|polyline|ellipse) ' "$work/icons/icons/outline/$name.svg" | grep -v 'M0 0h24v24H0z' | sed 's/^ *//; s| */>|/>|' | tr -d '\n'
    echo '</symbol>'
  done <icons.txt
  echo '</svg>'
} >../icons.svg

cd "$here"
sha256sum tabler/tabler.min.css htmx/htmx.min.js htmx/hx-ptag.min.js htmx/hx-sse.min.js ../icons.svg ../../cmd/linli/testdata/axe/axe.min.js
