# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "process.env": exactly this environment; nothing of the caller's.
config '.process.env = ["PATH=/bin", "HOME=/h", "A=b=c", "EMPTY=", "NEW=x\ny"] | .process.args = ["/bin/env"]'
export LEAK=1
ok rt run --bundle "$B" "$ID"
equal "$(printf 'A=b=c\nEMPTY=\nHOME=/h\nNEW=x\nPATH=/bin\ny')" "$(grep -vE '^(PWD|SHLVL|_)=' <<<"$out" | sort)"
