// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

/// The `options` of one mount, sorted by what they do (config.md, "Linux mount options").
package struct MountOptions: Sendable {
  /// `bind` or `rbind`: then the mount is a bind, whatever its type says.
  package private(set) var bind = false
  package private(set) var recursiveBind = false
  package private(set) var remount = false
  /// MS_* that are set, without MS_BIND, MS_REC and MS_REMOUNT.
  package private(set) var flags: UInt64 = 0
  /// MS_* that are cleared explicitly (`rw`, `exec`, ...).
  package private(set) var clearedFlags: UInt64 = 0
  /// In order, each applied after the mount.
  package private(set) var propagation: [MountPropagation] = []
  /// MOUNT_ATTR_*, for mount_setattr(2) with AT_RECURSIVE.
  package private(set) var recursiveSet: UInt64 = 0
  package private(set) var recursiveClear: UInt64 = 0
  package private(set) var copyUp = false
  /// `idmap` and `ridmap`.
  package private(set) var idMap = false
  package private(set) var recursiveIDMap = false
  /// What no table knows: options of the file system, in order.
  package private(set) var data: [String] = []

  /// Later options override earlier ones, as in mount(8).
  package init(_ options: [String]) {
    for option in options {
      guard let effect = MountOptions.effect(of: option) else {
        data.append(option)
        continue
      }
      apply(effect)
    }
  }

  private mutating func apply(_ effect: Effect) {
    switch effect {
    case .nothing: break
    case .bind(let recursive):
      bind = true
      if recursive { recursiveBind = true }
    case .remount: remount = true
    case .set(let flag):
      // The three ways to keep access times exclude each other; mount(2) would silently prefer one of them.
      if flag & MountOptions.exclusiveAccessTimes != 0 { flags &= ~MountOptions.exclusiveAccessTimes }
      flags |= flag
      clearedFlags &= ~flag
    case .clear(let flag):
      flags &= ~flag
      clearedFlags |= flag
    case .propagation(let kind): propagation.append(kind)
    case .setAll(let attribute):
      if isAccessTime(attribute) { chooseRecursiveAccessTime() }
      recursiveSet |= attribute
      recursiveClear &= isAccessTime(attribute) ? .max : ~attribute
    case .clearAll(let attribute):
      if isAccessTime(attribute) {
        chooseRecursiveAccessTime()
      } else {
        recursiveSet &= ~attribute
        recursiveClear |= attribute
      }
    case .copyUp: copyUp = true
    case .idMap(let recursive):
      idMap = true
      recursiveIDMap = recursive
    }
  }

  /// Access times are a field of three values in MOUNT_ATTR_*, relatime being zero: mount_setattr(2) wants the whole
  /// field cleared whenever one is chosen; clearing one chooses relatime (runc before 1.4.1 passed the bare bit).
  private mutating func chooseRecursiveAccessTime() {
    recursiveSet &= ~MountAttributes.accessTime
    recursiveClear |= MountAttributes.accessTime
  }

  private func isAccessTime(_ attribute: UInt64) -> Bool { attribute & MountAttributes.accessTime == attribute }

  private static let exclusiveAccessTimes =
    MountFlags.noAccessTime | MountFlags.relativeAccessTime | MountFlags.strictAccessTime
}

extension MountOptions {
  enum Effect: Sendable {
    case nothing
    case bind(recursive: Bool)
    case remount
    case set(UInt64)
    case clear(UInt64)
    case propagation(MountPropagation)
    /// MOUNT_ATTR_* of the whole tree.
    case setAll(UInt64)
    case clearAll(UInt64)
    case copyUp
    case idMap(recursive: Bool)
  }

  struct Entry: Sendable {
    let name: String
    let effect: Effect
    init(_ name: String, _ effect: Effect) {
      self.name = name
      self.effect = effect
    }
  }

  /// Every option this runtime knows, sorted: the `mountOptions` of `features`.
  package static var known: [String] {
    var names: [String] = []
    for entry in table { names.append(entry.name) }
    return names
  }

  static func effect(of name: String) -> Effect? {
    var (low, high) = (0, table.count)
    while low < high {
      let middle = (low + high) / 2
      let entry = table[middle]
      if entry.name == name { return entry.effect }
      if entry.name < name { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Every option this runtime interprets itself, sorted: `mountOptions` of `features`.
  package static var names: [String] {
    var names: [String] = []
    for entry in table { names.append(entry.name) }
    return names
  }

  /// Sorted by name: looked up by halving.
  static let table: [Entry] = [
    Entry("async", .clear(MountFlags.synchronous)),
    Entry("atime", .clear(MountFlags.noAccessTime)),
    Entry("bind", .bind(recursive: false)),
    Entry("defaults", .nothing),
    Entry("dev", .clear(MountFlags.noDevices)),
    Entry("diratime", .clear(MountFlags.noDirectoryAccessTime)),
    Entry("dirsync", .set(MountFlags.directorySynchronous)),
    Entry("exec", .clear(MountFlags.noExecute)),
    Entry("idmap", .idMap(recursive: false)),
    Entry("iversion", .set(MountFlags.inodeVersion)),
    Entry("lazytime", .set(MountFlags.lazyTime)),
    Entry("loud", .clear(MountFlags.silent)),
    Entry("mand", .set(MountFlags.mandatoryLocks)),
    Entry("noatime", .set(MountFlags.noAccessTime)),
    Entry("nodev", .set(MountFlags.noDevices)),
    Entry("nodiratime", .set(MountFlags.noDirectoryAccessTime)),
    Entry("noexec", .set(MountFlags.noExecute)),
    Entry("noiversion", .clear(MountFlags.inodeVersion)),
    Entry("nolazytime", .clear(MountFlags.lazyTime)),
    Entry("nomand", .clear(MountFlags.mandatoryLocks)),
    Entry("norelatime", .clear(MountFlags.relativeAccessTime)),
    Entry("nostrictatime", .clear(MountFlags.strictAccessTime)),
    Entry("nosuid", .set(MountFlags.noSetuid)),
    Entry("nosymfollow", .set(MountFlags.noFollowSymlinks)),
    Entry("private", .propagation(.private)),
    Entry("ratime", .clearAll(MountAttributes.noAccessTime)),
    Entry("rbind", .bind(recursive: true)),
    Entry("rdev", .clearAll(MountAttributes.noDevices)),
    Entry("rdiratime", .clearAll(MountAttributes.noDirectoryAccessTime)),
    Entry("relatime", .set(MountFlags.relativeAccessTime)),
    Entry("remount", .remount),
    Entry("rexec", .clearAll(MountAttributes.noExecute)),
    Entry("ridmap", .idMap(recursive: true)),
    Entry("rnoatime", .setAll(MountAttributes.noAccessTime)),
    Entry("rnodev", .setAll(MountAttributes.noDevices)),
    Entry("rnodiratime", .setAll(MountAttributes.noDirectoryAccessTime)),
    Entry("rnoexec", .setAll(MountAttributes.noExecute)),
    Entry("rnorelatime", .clearAll(MountAttributes.relativeAccessTime)),
    Entry("rnostrictatime", .clearAll(MountAttributes.strictAccessTime)),
    Entry("rnosuid", .setAll(MountAttributes.noSetuid)),
    Entry("rnosymfollow", .setAll(MountAttributes.noFollowSymlinks)),
    Entry("ro", .set(MountFlags.readOnly)),
    Entry("rprivate", .propagation(.recursivePrivate)),
    Entry("rrelatime", .setAll(MountAttributes.relativeAccessTime)),
    Entry("rro", .setAll(MountAttributes.readOnly)),
    Entry("rrw", .clearAll(MountAttributes.readOnly)),
    Entry("rshared", .propagation(.recursiveShared)),
    Entry("rslave", .propagation(.recursiveSlave)),
    Entry("rstrictatime", .setAll(MountAttributes.strictAccessTime)),
    Entry("rsuid", .clearAll(MountAttributes.noSetuid)),
    Entry("rsymfollow", .clearAll(MountAttributes.noFollowSymlinks)),
    Entry("runbindable", .propagation(.recursiveUnbindable)),
    Entry("rw", .clear(MountFlags.readOnly)),
    Entry("shared", .propagation(.shared)),
    Entry("silent", .set(MountFlags.silent)),
    Entry("slave", .propagation(.slave)),
    Entry("strictatime", .set(MountFlags.strictAccessTime)),
    Entry("suid", .clear(MountFlags.noSetuid)),
    Entry("symfollow", .clear(MountFlags.noFollowSymlinks)),
    Entry("sync", .set(MountFlags.synchronous)),
    Entry("tmpcopyup", .copyUp),
    Entry("unbindable", .propagation(.unbindable)),
  ]
}
