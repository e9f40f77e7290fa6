// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The init stage: what a re-executed runtime does as the container's first process.
package enum InitStage {}
