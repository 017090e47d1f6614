#!/bin/bash
# chapter.sh WHAT        Prints commands of handbook/sites.md as an operator would type them: "pair N [WORD]", the block of the PRO pair's step N, of which only
# the lines with WORD if there is one; "SECTION", all blocks of the section with this heading, which may be one of handbook/high-availability.md. For a shell on a
# machine of lab.sh.
set -euo pipefail
handbook=$(cd "$(dirname "$0")/../../../../docs/handbook" && pwd)
# code is indented by four spaces, a blank line within it is not
blocks() { sed -n 's/^    //p'; }
section() { awk -v title="$1" '/^##+ /{on = substr($0, index($0, " ") + 1) == title} on' "$handbook/sites.md" "$handbook/high-availability.md"; }
if [ "$1" = pair ]; then
  section "A PRO pair" | awk -v step="**$2." '/^\*\*[0-9]/{on = index($0, step) == 1} on' | blocks | grep -- "${3:-}"
else
  section "$1" | blocks
fi
