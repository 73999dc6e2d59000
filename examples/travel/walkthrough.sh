#!/usr/bin/env bash
# The REST side of the contract with curl: a conversation, its history, a ticket and its answer.
#   JWT_SECRET=... PARLEY_URL=http://localhost:5000 examples/travel/walkthrough.sh
set -euo pipefail
here=$(dirname "$0")
base=${PARLEY_URL:-http://localhost:5000}
api=$base/api/messaging

ali_id=$((RANDOM * 32768 * 32768 + RANDOM * 32768 + RANDOM + 1000000))
sahara_id=$((ali_id + 1))
ali=$(node "$here/token.mjs" 'Ali Traveller' user "$ali_id")
sahara=$(node "$here/token.mjs" 'Sahara Travel' user "$sahara_id")
sara=$(node "$here/token.mjs" 'Sara Support' admin "$((ali_id + 2))")

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

# field NAME: a field of the answer, as text that goes into an address.
field() { node -e 'console.log(encodeURIComponent(JSON.parse(process.argv[1])[process.argv[2]]))' "$body" "$1"; }

# has TEXT: the answer contains it.
has() { [[ $body == *"$1"* ]] || { echo "no $1 in $body" >&2; exit 1; }; }

curl -sSf "$base/health" >/dev/null

# A person is known from the first request on.
ask 200 "$sahara" GET "$api/conversations"
has '[]'

ask 201 "$ali" POST "$api/conversations" "{\"otherUserId\":$sahara_id}"
has '"other_user_name":"Sahara Travel"'
conversation=$(field id)
ask 200 "$sahara" POST "$api/conversations" "{\"otherUserId\":$ali_id}"
ask 400 "$ali" POST "$api/conversations" "{\"otherUserId\":$ali_id}"
has 'Cannot start conversation with yourself'
ask 200 "$ali" GET "$api/conversations?search=sahara&page=1&limit=10"
ask 200 "$ali" GET "$api/conversations/$conversation/messages?limit=50"
ask 200 "$ali" POST "$api/conversations/$conversation/mark-read"
has '"unread_count":0'
ask 403 "$sara" GET "$api/conversations/$conversation/messages"

ask 201 "$ali" POST "$api/support/tickets" \
  '{"subject":"Problem with my booking","description":"No confirmation yet","category":"booking"}'
has '"status":"open"'
ticket=$(field id)
ask 200 "$ali" GET "$api/support/tickets?status=open"
ask 403 "$ali" GET "$api/support/tickets/admin/all"
ask 200 "$sara" GET "$api/support/tickets/admin/all?category=booking&limit=5"
ask 201 "$sara" POST "$api/support/tickets/$ticket/respond" '{"message":"Found it","status":"resolved"}'
has '"message":"Response added to ticket"'
ask 200 "$ali" GET "$api/support/tickets/$ticket"
has '"message_text":"Found it"'
has '"is_admin":true'
ask 401 nonsense GET "$api/support/tickets"
has 'Invalid token'
echo 'All went as expected.'
