# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a bind source that does not exist is named in the error.
config '.mounts += [{"destination": "/test", "source": "/no/such/source", "options": ["bind"]}]'
fails rt run --bundle "$B" "$ID"
has /no/such/source "$err"
