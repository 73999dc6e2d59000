#!/usr/bin/env bash
# The REST side of the contract with curl: a conversation, its messages, an admin, and its end.
#   JWT_SECRET=... PARLEY_URL=http://localhost:3006 examples/charity/walkthrough.sh
set -euo pipefail
here=$(dirname "$0")
base=${PARLEY_URL:-http://localhost:3006}
api=$base/api/conversations

run=$RANDOM$RANDOM
dora=$(node "$here/token.mjs" Dora USER "dora-$run")
amir=$(node "$here/token.mjs" Amir ADMIN "amir-$run")
sven=$(node "$here/token.mjs" Sven USER "sven-$run")

# ask STATUS TOKEN METHOD ADDRESS [JSON]: the answer is in $body afterwards.
ask() {
  local expected=$1 token=$2 method=$3 address=$4 answer status
  answer=$(curl -sS -X "$method" "$address" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    ${5:+-d "$5"} -w $'\n%{http_code}')
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  echo "$method ${address#"$base"} -> $status $body"
  [ "$status" = "$expected" ] || { echo "expected $expected" >&2; exit 1; }
}

# has TEXT: the answer contains it.
has() { [[ $body == *"$1"* ]] || { echo "no $1 in $body" >&2; exit 1; }; }

curl -sSf "$base/health" | grep -q '"service":"chat-service"'

ask 201 "$dora" POST "$api" '{"subject":"Support Request","metadata":{}}'
has '"status":"ACTIVE"'
id=$(node -e 'console.log(JSON.parse(process.argv[1]).data.conversationId)' "$body")
ask 201 "$dora" POST "$api/$id/messages" '{"content":"Hello, I need help!","clientMessageId":"c-1"}'
ask 200 "$dora" POST "$api/$id/messages" '{"content":"Hello, I need help!","clientMessageId":"c-1"}'
ask 409 "$dora" POST "$api/$id/messages" '{"content":"Something else","clientMessageId":"c-1"}'
has '"code":"CONFLICT"'
ask 200 "$dora" GET "$api?status=ACTIVE&page=1&limit=10"
ask 200 "$amir" GET "$api?limit=1"
has "$id"
ask 403 "$sven" GET "$api/$id/messages"
ask 403 "$dora" POST "$api/$id/assign" '{}'
ask 200 "$amir" POST "$api/$id/assign" '{}'
has '"role":"ADMIN"'
ask 201 "$dora" POST "$api/$id/messages" '{"content":"It is about my receipt."}'
ask 200 "$amir" PUT "$api/$id/read"
has 'Conversation marked as read'
ask 200 "$dora" GET "$api/$id/messages?limit=50"
has "\"userId\":\"amir-$run\""
ask 200 "$amir" PUT "$api/$id" '{"status":"CLOSED","metadata":{"solved":true}}'
ask 409 "$dora" POST "$api/$id/messages" '{"content":"Thank you"}'
has '"code":"CONVERSATION_CLOSED"'
ask 400 "$dora" PUT "$api/$id" '{}'
ask 401 nonsense GET "$api"
has '"code":"UNAUTHORIZED"'
[ "$(curl -sS -o /dev/null -w '%{http_code}' "$base/ws/conversations/$id")" = 426 ]
echo 'All went as expected.'
