# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Shows: real-time signals by name, as systemd images ask for (SIGRTMIN+3).
# Fails on runc: it knows no real-time names
start_sleeper
ok rt kill "$ID" SIGRTMIN+3
until_true is "$ID" stopped
