#!/usr/bin/env bash
# The REST side of the contract with curl: a conversation, messages, reactions, a forward, archiving and deleting.
#   JWT_SECRET=... PARLEY_URL=http://localhost:3001 examples/marketplace/walkthrough.sh
set -euo pipefail
here=$(dirname "$0")
base=${PARLEY_URL:-http://localhost:3001}
api=$base/api

run=$RANDOM$RANDOM
awa=$(node "$here/token.mjs" "awa-$run" Awa)
binta=$(node "$here/token.mjs" "binta-$run" Binta)
cheikh=$(node "$here/token.mjs" "cheikh-$run" Cheikh)
root=$(node "$here/token.mjs" "root-$run" Root admin)

# ask STATUS TOKEN METHOD PATH [JSON]: the answer is in $body afterwards.
ask() {
  local expected=$1 token=$2 method=$3 address=$api$4 answer status
  answer=$(curl -sS -X "$method" "$address" -H "Authorization: Bearer $token" \
    ${5:+-H 'Content-Type: application/json' -d "$5"} -w $'\n%{http_code}')
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  echo "$method ${address#"$base"} -> $status $body"
  [ "$status" = "$expected" ] || { echo "expected $expected" >&2; exit 1; }
}

# field NAME: a field of the answer.
field() { node -e 'console.log(JSON.parse(process.argv[1])[process.argv[2]])' "$body" "$1"; }

# has TEXT: the answer contains it.
has() { [[ $body == *"$1"* ]] || { echo "no $1 in $body" >&2; exit 1; }; }

curl -sSf "$base/health" >/dev/null
curl -sSf "$api/docs-json" >/dev/null

# A person is known from the first request on.
ask 200 "$binta" GET /conversations
has '"conversations":[]'
ask 200 "$cheikh" GET /conversations

ask 201 "$awa" POST /conversations "{\"participants\":[\"binta-$run\"]}"
has '"type":"direct"'
conversation=$(field _id)
ask 200 "$binta" POST /conversations "{\"participants\":[\"awa-$run\",\"binta-$run\"]}"
ask 400 "$awa" POST /conversations '{"participants":[]}'
has '"success":false'
ask 403 "$root" GET "/conversations/$conversation"

ask 201 "$awa" POST "/conversations/$conversation/messages" '{"content":"a < b && \"c\"","clientMessageId":"k1"}'
message=$(field _id)
ask 200 "$awa" POST "/conversations/$conversation/messages" '{"content":"a < b && \"c\"","clientMessageId":"k1"}'
has "$message"
ask 400 "$awa" POST "/conversations/$conversation/messages" '{"content":"other","clientMessageId":"k1"}'
ask 201 "$awa" POST "/conversations/$conversation/messages/location" '{"latitude":14.7,"longitude":-17.4,"address":"Dakar"}'
has '"content":"Dakar"'
ask 200 "$binta" GET "/conversations/$conversation/unread-count"
has '"unreadCount":2'
ask 200 "$binta" POST "/messages/$message/read"
has '"unreadCount":1'
ask 200 "$binta" POST "/messages/$message/reaction" '{"reactionType":"❤️"}'
has '"reactionTypes"'
ask 200 "$awa" PUT "/messages/$message" '{"content":"a > b"}'
has '"editedAt"'
ask 403 "$binta" PUT "/messages/$message" '{"content":"mine"}'

ask 201 "$binta" POST /conversations "{\"participants\":[\"cheikh-$run\"]}"
other=$(field _id)
ask 201 "$binta" POST "/messages/$message/forward" "{\"conversationIds\":[\"$other\"]}"
has '"isForwarded":true'
ask 200 "$cheikh" GET "/conversations/$other/messages?limit=5"
has '"content":"a > b"'

ask 204 "$awa" DELETE "/messages/$message"
ask 200 "$binta" GET "/conversations/$conversation/messages"
has '"deletedAt"'
ask 200 "$binta" PUT "/conversations/$conversation/archive"
has '"archivedBy":{"binta-'
ask 200 "$binta" GET '/conversations?archived=true'
has '"total":1'
ask 204 "$binta" DELETE "/conversations/$conversation"
ask 404 "$binta" GET "/conversations/$conversation"
ask 200 "$root" GET /metrics
has '"messagesPerHour"'
ask 401 nonsense GET /conversations
has 'Invalid token'
echo 'All went as expected.'
