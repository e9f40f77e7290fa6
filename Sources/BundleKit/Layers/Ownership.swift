// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What becomes of a layer's owners, devices and marks of overlay, by what this process may do.
enum Ownership: String, CaseIterable, Sendable {
  /// As the archive says; marks are `trusted.overlay.*`: root.
  case kept
  /// Owners as the archive says; devices become empty files, marks are `user.overlay.*`: root of a user namespace that
  /// has many users.
  case mapped
  /// All is ours; devices and marks as with `mapped`: a user alone.
  case ours

  /// What this process may do.
  static var current: Ownership {
    guard Processes.effectiveUID == 0 else { return .ours }
    if !ProcessNamespaces.isInUserNamespace { return .kept }
    return hasManyUsers ? .mapped : .ours
  }

  /// Whether more than one user is mapped into our namespace: `INSIDE OUTSIDE COUNT` a line.
  private static var hasManyUsers: Bool {
    let bytes = (try? Files.read("/proc/self/uid_map", limit: 64 << 10)) ?? []
    let lines = bytes.split(separator: 0x0a)
    return lines.count > 1 || lines.first?.split(separator: 0x20).last.map { !$0.elementsEqual([0x31]) } ?? false
  }

  var keepsOwners: Bool {
    switch self {
    case .kept, .mapped: true
    case .ours: false
    }
  }

  var makesDevices: Bool {
    switch self {
    case .kept: true
    case .mapped, .ours: false
    }
  }

  /// What overlayfs's own attributes begin with.
  var overlayPrefix: StaticString {
    switch self {
    case .kept: "trusted.overlay."
    case .mapped, .ours: "user.overlay."
    }
  }

  /// What the names of layers' folders begin with: layers that others unpacked may not mean the same to us.
  var keyPrefix: String {
    switch self {
    case .kept: ""
    case .mapped: "m-"
    case .ours: "o-"
    }
  }
}

extension StaticString {
  /// The text's bytes.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
