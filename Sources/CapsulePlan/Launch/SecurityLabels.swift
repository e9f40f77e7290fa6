// SPDX-License-Identifier: Apache-2.0

internal import OCI

/// `apparmorProfile`, `selinuxLabel` and `mountLabel`.
extension PlanBuilder {
  /// A label that no security module reads would confine nobody; runc refuses it too.
  func refuseLabels(_ process: Process?) throws(Failure) {
    if !facts.hasAppArmor, let profile = process?.apparmorProfile, !profile.isEmpty {
      throw Failure(
        .configUnsupported, "/process/apparmorProfile: apparmor: config provided but apparmor not supported",
        hint: "the host's kernel has no AppArmor, or has it switched off; leave the profile out")
    }
    if facts.hasSELinux { return }
    for (pointer, label) in [
      ("/process/selinuxLabel", process?.selinuxLabel), ("/linux/mountLabel", spec.linux?.mountLabel),
    ] where label?.isEmpty == false {
      throw Failure(
        .configUnsupported,
        pointer + ": selinux label is specified in config, but selinux is disabled or not supported",
        hint: "leave the label out")
    }
  }
}
