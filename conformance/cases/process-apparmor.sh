# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "apparmorProfile": the profile confines the process, and those of exec; a profile that is not loaded
# is refused.
[ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null || true)" = Y ] || skip "needs AppArmor"
command -v apparmor_parser >/dev/null || skip "needs apparmor_parser"
cat >"$WORK/profiles" <<'PROFILES'
profile capsule-case flags=(attach_disconnected,mediate_deleted) { file, capability, network, signal, umount, deny /secret r, }
profile capsule-case-exec flags=(attach_disconnected,mediate_deleted) { file, capability, network, signal, umount, deny /other r, }
PROFILES
apparmor_parser --replace --skip-cache "$WORK/profiles" || skip "needs AppArmor profiles that can be loaded"
echo x >"$B/rootfs/secret"
echo x >"$B/rootfs/other"
config '.process.apparmorProfile = "capsule-case"'
script 'echo profile: $(cat /proc/self/attr/current); cat /secret 2>/dev/null && echo secret read; cat /other'
ok rt run --bundle "$B" "$ID"
equal "capsule-case (enforce)" "$(fact profile)"
hasnt "secret read" "$out"
start_sleeper
ok rt exec "$ID" /bin/sh -c 'echo profile: $(cat /proc/self/attr/current)'
equal "capsule-case (enforce)" "$(fact profile)"
ok rt exec --apparmor capsule-case-exec "$ID" /bin/sh -c 'echo profile: $(cat /proc/self/attr/current); ! cat /other'
equal "capsule-case-exec (enforce)" "$(fact profile)"
ok rt delete --force "$ID"
config '.process.apparmorProfile = "none-such"'
fails rt run --bundle "$B" "$ID"
has none-such "$err"
