# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: execs in parallel do not disturb each other.
start_sleeper
for n in $(seq 20); do
  rt exec "$ID" echo "line $n" >>"$WORK/lines" 2>&1 </dev/null &
done
wait
equal 20 "$(grep -c '^line [0-9]*$' "$WORK/lines")"
