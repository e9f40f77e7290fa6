// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// Answers what a plan needs to know of this host.
package enum HostProbe {}
