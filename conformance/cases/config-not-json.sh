# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a broken document is refused with the place.
printf '{"ociVersion": "1.0.2",\n  "process": oops}' >"$B/config.json"
fails rt run --bundle "$B" "$ID"
if [ "$NAME" = capsule-oci ]; then has ":2:" "$err"; fi
