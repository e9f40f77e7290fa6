# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: without --root, state is below XDG_RUNTIME_DIR for users who are not root.
unprivileged
mkdir -m 700 "$WORK/runtime"
chown 1000:1000 "$WORK/runtime"
config '.process.args = ["/bin/sleep", "600"]'
export XDG_RUNTIME_DIR=$WORK/runtime
ok as_user "$RUNTIME" run --detach --bundle "$B" "$ID"
has "$ID" "$(as_user "$RUNTIME" list -q)"
case $(find "$WORK/runtime" -type d -name "$ID") in
  "$WORK"/runtime/*/"$ID") ;;
  *) complain "the state is elsewhere" ;;
esac
ok as_user "$RUNTIME" delete --force "$ID"
