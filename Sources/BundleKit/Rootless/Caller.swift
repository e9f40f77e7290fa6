// SPDX-License-Identifier: Apache-2.0
internal import Glibc
package import ImagePlan
internal import Kernel

/// Who called this program.
///
/// Without root it goes on as root of a user namespace of the caller's, where that is uid 0: what depends on the person, as
/// where things are kept, asks here, and what depends on privileges asks `Ownership` and the kernel.
package enum Caller {
  /// Kept in the environment by `Rootless.enter`, for us and the monitors that we start.
  static let variable = "CAPSULE_ROOTLESS_UID"

  /// The caller's uid on the machine.
  package static var uid: UInt32 {
    let effective = Processes.effectiveUID
    // The variable counts only where `enter` can have set it.
    guard effective == 0, ProcessNamespaces.isInUserNamespace else { return effective }
    return ProcessEnvironment.value(variable).flatMap { UInt32($0) } ?? effective
  }

  package static var isRoot: Bool { uid == 0 }

  /// Whether we are root of a user namespace in place of the caller.
  static var isInNamespace: Bool { !isRoot && Processes.effectiveUID == 0 }

  /// The caller's name; empty where there is none.
  static var name: String {
    guard let entry = getpwuid(uid), let name = entry.pointee.pw_name else { return "" }
    return String(cString: name)
  }
}

extension ProcessEnvironment {
  /// Sets a variable, while there is one thread.
  static func set(_ name: String, _ value: String) { setenv(name, value, 1) }
}

extension OverlayMarks {
  /// Where overlayfs keeps its books when we mount it.
  package static var current: OverlayMarks {
    switch Ownership.current {
    case .kept: .trusted
    case .mapped, .ours: .user
    }
  }
}
