#!/usr/bin/env bash
# A server that speaks S3, for trying Parley with object storage and for its tests. Needs Java 11; Maven brings the rest, once.
#   tools/s3.sh install      fetches the program (into .cache/s3, or PARLEY_S3_HOME)
#   tools/s3.sh [port]       serves on 127.0.0.1 (9000) until it is ended; what it keeps is gone then
# Its key is S3_ACCESS_KEY and S3_SECRET_KEY (parley, parley-secret). Buckets are made by whoever needs one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${PARLEY_S3_HOME:-$here/../.cache/s3}
complete=$home/complete-2.6.0

if [ ! -e "$complete" ]; then
  mvn -q -B -f "$here/s3/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$home/lib" >&2
  touch "$complete"
fi
[ "${1:-}" = install ] && exit 0

settings=$(mktemp)
trap 'rm -f "$settings"' EXIT
cat >"$settings" <<END
s3proxy.endpoint=http://127.0.0.1:${1:-9000}
s3proxy.authorization=aws-v4
s3proxy.identity=${S3_ACCESS_KEY:-parley}
s3proxy.credential=${S3_SECRET_KEY:-parley-secret}
jclouds.provider=transient-nio2
jclouds.identity=none
jclouds.credential=none
END
java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlogback.configurationFile="$here/s3/logback.xml" \
  -cp "$home/lib/*" org.gaul.s3proxy.Main --properties "$settings" &
server=$!
trap 'kill $server 2>/dev/null; rm -f "$settings"' EXIT
trap 'exit 0' INT TERM
wait $server
