// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

/// The root file system: cut off from the host's mount events, opened, filled, entered.
extension PlanBuilder {
  var rootfsPropagation: MountPropagation? {
    guard let name = spec.linux?.rootfsPropagation, !name.isEmpty else { return nil }
    return RootfsPropagation.value(of: name)
  }

  mutating func openRootfs(path: String) {
    guard !namespaces[.mount].isInherited else {
      // Binding it would show in the runtime's own namespace; validation refuses whatever else would have to be mounted.
      add(.openRootfs(path: path, tree: nil, bind: false))
      return
    }
    let detachment = RootfsPropagation.detachment(for: rootfsPropagation)
    add(.detachFromHostPropagation(detachment))
    if detachment == .recursiveShared { add(.isolateRootfsParent(path: path)) }
    // Behind directories closed to the container's root, only the parent can open it.
    let tree =
      hasOwnUserNamespace && isPrivileged
      ? slot(.mountTree(source: path, recursive: true, idMap: nil, locked: true)) : nil
    add(.openRootfs(path: path, tree: tree, bind: true))
  }

  mutating func enterRootfs(noPivot: Bool) {
    guard !namespaces[.mount].isInherited else {
      add(.enterRootfs(.chroot))
      return
    }
    add(.enterRootfs(noPivot ? .move : .pivot))
    guard let propagation = rootfsPropagation, RootfsPropagation.isSetInside(propagation) else { return }
    add(.setRootPropagation(propagation))
  }
}

/// `linux.rootfsPropagation` (config-linux.md, "Rootfs Mount Propagation").
package enum RootfsPropagation {
  /// The specification's four, and the recursive forms that runc and crun take as well (Docker writes `rslave`).
  package static let names = [
    "shared", "slave", "private", "unbindable", "rshared", "rslave", "rprivate", "runbindable",
  ]

  static func value(of name: String) -> MountPropagation? {
    switch name {
    case "shared": return .shared
    case "slave": return .slave
    case "private": return .private
    case "unbindable": return .unbindable
    case "rshared": return .recursiveShared
    case "rslave": return .recursiveSlave
    case "rprivate": return .recursivePrivate
    case "runbindable": return .recursiveUnbindable
    default: return nil
    }
  }

  /// What `/` becomes before anything is mounted, always recursively: one mount of the host left shared is a way out.
  ///
  /// The default is runc's: events of the host arrive, none return.
  static func detachment(for wanted: MountPropagation?) -> MountPropagation {
    switch wanted {
    case nil, .slave, .recursiveSlave: return .recursiveSlave
    case .shared, .recursiveShared: return .recursiveShared
    // Made unbindable now, the mounts could not be bound into the container.
    case .private, .recursivePrivate, .unbindable, .recursiveUnbindable: return .recursivePrivate
    }
  }

  /// Slave and private are inherited from `/` by binding the rootfs; these two are not.
  static func isSetInside(_ propagation: MountPropagation) -> Bool {
    switch propagation {
    case .shared, .recursiveShared, .unbindable, .recursiveUnbindable: return true
    case .slave, .recursiveSlave, .private, .recursivePrivate: return false
    }
  }
}
