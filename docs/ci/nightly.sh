#!/usr/bin/env bash
# A load test for cron: runs it, keeps its result and reports, removes the oldest nights, ends with loadtest's code. It
# says nothing of a run that passed; of any other it prints the summary, which cron mails.
#
#   17 3 * * *  LOADTEST=/usr/bin/loadtest /usr/local/bin/nightly.sh /var/lib/loadtest 30 run /etc/loadtest/night.yaml
set -euo pipefail

if (($# < 3)) || [[ ! $2 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: nightly.sh FOLDER NIGHTS COMMAND…    keeps the last NIGHTS runs of loadtest COMMAND… in FOLDER" >&2
  exit 2
fi
folder=$1 nights=$2
shift 2
loadtest=${LOADTEST:-loadtest}

if ! command -v "$loadtest" >/dev/null; then
  echo "nightly.sh: there is no $loadtest (its path may be given as LOADTEST)" >&2
  exit 3
fi
mkdir -p "$folder" || exit 3
exec 9>"$folder/.lock"
if ! flock --nonblock 9; then
  echo "nightly.sh: the run before this one still goes on in $folder" >&2
  exit 3
fi

night=$folder/$(date -u +%Y-%m-%dT%H%M%S.%3NZ)
code=0
"$loadtest" "$@" --out "$night.json" --out "$night.xml" --out "$night.md" --out "$night.html" \
  >"$night.txt" 2>"$night.log" 9>&- || code=$?
((code == 0)) || cat "$night.log" "$night.txt" >&2

# Each night has a .txt, whatever became of it. What else lies in the folder stays.
mapfile -t kept < <(find "$folder" -maxdepth 1 -name '20??-??-??T*Z.txt' | sort)
for ((i = 0; i < ${#kept[@]} - nights; ++i)); do
  rm -f -- "${kept[i]%.txt}".{json,xml,md,html,txt,log}
done
exit "$code"
