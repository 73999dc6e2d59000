#!/usr/bin/env bash
# The REST side of the contract with curl: a conversation, a file, its link, reading, search, deleting.
#   JWT_SECRET=... PARLEY_URL=http://localhost:3006 examples/telehealth/walkthrough.sh
set -euo pipefail
here=$(dirname "$0")
base=${PARLEY_URL:-http://localhost:3006}
api=$base/api/v1/messages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

visit=$$-$RANDOM
pat=$(node "$here/token.mjs" "patient-$visit" 'Ahmed Benali' patient)
doc=$(node "$here/token.mjs" "doctor-$visit" 'Dr. Sarah Smith' doctor)
other=$(node "$here/token.mjs" "other-$visit" 'Somebody Else' doctor)

# ask STATUS TOKEN METHOD ADDRESS [more arguments of curl]: the answer is in $body afterwards.
ask() {
  local expected=$1 token=$2 method=$3 address=$4 answer status
  shift 4
  answer=$(curl -sS -X "$method" "$address" -H "Authorization: Bearer $token" -w $'\n%{http_code}' "$@")
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  echo "$method ${address#"$base"} -> $status $body"
  [ "$status" = "$expected" ] || { echo "expected $expected" >&2; exit 1; }
}
JSON='Content-Type: application/json'

# field EXPRESSION: a part of the answer, for example data.id.
field() { node -e 'console.log(process.argv[2].split(".").reduce((value, key) => value[key], JSON.parse(process.argv[1])))' "$body" "$1"; }

# has TEXT: the answer contains it.
has() { [[ $body == *"$1"* ]] || { echo "no $1 in $body" >&2; exit 1; }; }

curl -sSf "$base/health"
echo

# A person is known from the first request on.
ask 200 "$doc" GET "$api/conversations"
has '"totalItems":0'

who="{\"recipientId\":\"doctor-$visit\",\"recipientType\":\"doctor\"}"
ask 201 "$pat" POST "$api/conversations" -H "$JSON" -d "$who"
has 'Conversation created successfully'
conversation=$(field data.conversationId)
ask 200 "$pat" POST "$api/conversations" -H "$JSON" -d "$who"
ask 403 "$other" GET "$api/conversations/$conversation/messages"
ask 401 nonsense GET "$api/conversations"

# The smallest PNG there is, sent twice as if the first answer had been lost: it is one message.
printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII= | base64 -d >"$work/x-ray.png"
upload=(-F "file=@$work/x-ray.png" -F "receiverId=doctor-$visit" -F messageType=image -F 'caption=My x-ray of Monday' -F tempId=1)
ask 201 "$pat" POST "$api/conversations/$conversation/send-file" "${upload[@]}"
has 'File sent successfully'
has '"mimeType":"image/png"'
message=$(field data.id)
ask 200 "$pat" POST "$api/conversations/$conversation/send-file" "${upload[@]}"
has "$message"
ask 400 "$pat" POST "$api/conversations/$conversation/send-file" \
  -F "file=@$0;type=text/plain" -F "receiverId=doctor-$visit" -F messageType=document

ask 200 "$doc" GET "$api/unread-count"
has '"totalUnread":1'
ask 200 "$doc" GET "$api/conversations/$conversation/messages?page=1&limit=50"
link=$(field data.messages.0.attachment.url)
curl -sSf "$link" -o "$work/by-link.png"
cmp "$work/x-ray.png" "$work/by-link.png"
curl -sSf "$api/$message/attachment" -H "Authorization: Bearer $doc" -o "$work/by-token.png"
cmp "$work/x-ray.png" "$work/by-token.png"

ask 200 "$doc" PUT "$api/conversations/$conversation/mark-read" -H "$JSON" -d "{\"messageIds\":[\"$message\"]}"
has '1 messages marked as read'
for _ in 1 2 3 4 5 6 7 8 9 10; do
  ask 200 "$doc" GET "$api/search?query=x-ray&conversationId=$conversation"
  [[ $body == *'"totalItems":1'* ]] && break
  sleep 0.2
done
has 'My x-ray of Monday'
ask 200 "$pat" GET "$api/users/doctor-$visit/online-status"
has '"isOnline":false'

ask 403 "$doc" DELETE "$api/$message"
ask 200 "$pat" DELETE "$api/$message"
has 'Message deleted successfully'
ask 404 "$doc" GET "$api/$message/attachment"
[ "$(curl -sS -o /dev/null -w '%{http_code}' "$link")" = 404 ] || { echo 'the link outlived its message' >&2; exit 1; }
echo 'All went as expected.'
