# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: unknown verbs and options are errors.
fails rt nosuchverb
fails rt --nosuchoption list
fails rt state --nosuchoption "$ID"
fails rt state
fails rt state a b
