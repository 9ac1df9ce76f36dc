#!/usr/bin/env bash
# Asks a server of its own what its description says can be asked, and much that it says cannot, as schemathesis makes it
# up: as an admin and as a bot. Whatever it answers is to be described, and nothing may be its fault.
#   check.sh BANTER SCHEMATHESIS   the two programs; EXAMPLES=200 asks more than usual, SEED=7 the same again
set -eu -o pipefail
banter=$1 schemathesis=$2
place=$(mktemp -d)
data=$place/data

# As fast as it is asked: here it is not the rate that is tried.
"$banter" serve --listen 127.0.0.1:0 --data "$data" --messages-per-second 100000 --message-burst 100000 2>"$place/log" &
server=$!
trap 'kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; rm -rf "$place"' EXIT
until url=$(grep -o 'http://localhost:[0-9]*' "$place/log" | head -1) && test -n "$url"; do
  kill -0 "$server" 2>/dev/null || { cat "$place/log" >&2; exit 1; }
done

printf 'correct horse' | "$banter" user add ann --admin --password-stdin --data "$data" >/dev/null
"$banter" bot add ci --data "$data" >/dev/null
bot=$("$banter" bot token ci --data "$data")
# A session's token is its cookie's value.
session() {
  curl -sSf -o /dev/null -D - "$url/login" -d 'username=ann&password=correct horse' | sed -n 's/^set-cookie: [^=]*=\([^;]*\).*/\1/ip'
}

admin=$(session)

# Half of the time a room that is there, and that both are in: what is made up is never one.
cat >"$place/schemathesis.toml" <<'END'
[dictionaries.rooms]
values = ["r1", "r2"]

[parameters]
"path.room" = { dictionary = "rooms", probability = 0.5 }
END
for token in "$admin" "$bot"; do
  for room in general builds; do
    curl -sSf -o /dev/null "$url/api/rooms" -H "Authorization: Bearer $token" \
      -H "Content-Type: application/json" -d "{\"name\": \"$room\"}"
  done
done

ask() {
  printf '  as %s\n' "$1"
  (cd "$place" && "$schemathesis" --config-file "$place/schemathesis.toml" run "$url/api/openapi.json" -H "Authorization: Bearer $2" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
    --generation-with-security-parameters false --phases examples,coverage,fuzzing --max-examples "${EXAMPLES:-75}" ${SEED:+--seed "$SEED"} \
    --generation-database none --warnings off --no-color "${@:3}") >"$place/report" || {
    cat "$place/report"
    exit 1
  }
  grep -E 'generated|tested|passed' "$place/report" || tail -5 "$place/report"
}

ask 'an admin' "$admin" --exclude-path /logout
ask 'a bot' "$bot" --exclude-path /logout
# Whoever signs out is nobody afterwards.
ask 'who signs out' "$admin" --include-path /logout
kill -0 "$server"
if grep -E 'panicked|Z ERROR ' "$place/log"; then exit 1; fi
