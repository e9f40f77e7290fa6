// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

/// overlayfs over unpacked layers.
package enum OverlayMount {
  /// Mounts at a path of the host.
  ///
  /// `lower`: absolute paths, the uppermost first. Without `upper` the mount is read-only and to be looked at;
  /// `work` is an empty folder on its file system. `isVolatile`: nothing is synced, for what is thrown away when it fails.
  ///
  /// Redirects and metacopy are neither made nor followed, whatever the module's defaults: a commit reads the upper
  /// folder as it is, and no layer shows what it has not. Device nodes of an image are none on the host.
  package static func mount(
    lower: [String], upper: String?, work: String?, at path: String, isVolatile: Bool = false
  ) throws(Failure) {
    if let only = single(lower, upper) { return try bind(only, isReadOnly: upper == nil, at: path) }
    let options = OverlayOptions(lower: try checked(lower), upper: upper, work: work, isVolatile: isVolatile)
    do throws(KernelError) {
      try options.tree().attach(toPath: path)
    } catch {
      guard isTooOld(error) else { throw Failure(error, .store).during("mount \(path)") }
      try options.mountByString(at: path)
    }
  }

  /// The root of such a mount that is nowhere to be seen and ends with its descriptor, whoever is killed.
  ///
  /// `scratch`: an empty folder; a kernel that takes no layers one by one mounts there for a moment.
  static func detached(
    lower: [String], upper: String?, work: String?, scratch: String
  ) throws(Failure) -> Descriptor {
    let options = OverlayOptions(lower: try checked(lower), upper: upper, work: work, isVolatile: false)
    do throws(KernelError) {
      if let only = single(lower, upper) { return try MountTree(copying: only, recursive: false).root() }
      return try options.tree().root()
    } catch {
      guard isTooOld(error) else { throw Failure(error, .store).during("mount layers") }
      try options.mountByString(at: scratch)
      defer { try? unmount(scratch) }
      return try asFailure(.store) { () throws(KernelError) in
        try Files.open(scratch, OpenFlags.path | OpenFlags.directory)
      }
    }
  }

  /// overlayfs wants two lower folders where nothing is above them, and one where something is.
  private static func single(_ lower: [String], _ upper: String?) -> String? {
    if upper == nil, lower.count == 1 { return lower.first }
    return lower.isEmpty ? upper : nil
  }

  private static func checked(_ lower: [String]) throws(Failure) -> [String] {
    if lower.count > LayerStore.mostLayers {
      throw Failure(.layer, "mount \(lower.count) layers: overlay takes at most \(LayerStore.mostLayers)")
    }
    return lower.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  private static func isTooOld(_ error: KernelError) -> Bool {
    error.errno == .EINVAL || error.errno == .ENOSYS || error.errno == .EPERM
  }

  /// umount(2) of what is mounted at a path; what is busy goes when its last user does.
  package static func unmount(_ path: String) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      try Mounts.unmount(path, UnmountFlags.detach | UnmountFlags.noFollow)
    }
  }

  private static func bind(_ folder: String, isReadOnly: Bool, at path: String) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      try Mounts.mount(source: folder, at: path, type: "", flags: MountFlags.bind, data: "")
      let flags = MountFlags.noDevices | (isReadOnly ? MountFlags.readOnly | MountFlags.noSetuid : 0)
      do throws(KernelError) {
        try Mounts.mount(
          source: "none", at: path, type: "", flags: MountFlags.remount | MountFlags.bind | flags, data: "")
      } catch {
        try Mounts.unmount(path, UnmountFlags.detach)
        throw error
      }
    }
  }
}

/// What an overlay is made of.
private struct OverlayOptions: Sendable {
  let lower: [String]
  let upper: String?
  let work: String?
  let isVolatile: Bool

  /// Those besides folders; in a user namespace overlay's marks are attributes that its users may set (Linux 5.11).
  private var others: [(name: String, value: String?)] {
    var options: [(String, String?)] = [("redirect_dir", "nofollow"), ("metacopy", "off")]
    if ProcessNamespaces.isInUserNamespace { options.append(("userxattr", nil)) }
    if isVolatile { options.append(("volatile", nil)) }
    return options
  }

  /// The mount, made of one layer at a time (Linux 6.5): no page of options to fit in, no colons to escape.
  func tree() throws(KernelError) -> MountTree {
    let context = try MountContext(type: "overlay")
    for folder in lower { try context.set("lowerdir+", folder) }
    if let upper, let work {
      try context.set("upperdir", upper)
      try context.set("workdir", work)
    }
    for (name, value) in others { try context.set(name, value) }
    try context.create()
    return try context.mount(
      attributes: MountAttributes.noDevices | (upper == nil ? MountAttributes.readOnly | MountAttributes.noSetuid : 0))
  }

  /// mount(2), which has a page for all options.
  ///
  /// Where the names of folders do not fit, they are opened, and called by the numbers of their descriptors, from the
  /// folder that has those: a thread of its own makes that its working directory.
  func mountByString(at path: String) throws(Failure) {
    let (lower, upper, work) = try (absolute(lower), absolute(upper), absolute(work))
    let target = try Store.absolute(path)
    let named = data(lower, upper, work)
    let flags = MountFlags.noDevices | (upper == nil ? MountFlags.readOnly | MountFlags.noSetuid : 0)
    try Worker { () throws(Failure) in
      do throws(KernelError) {
        if named.utf8.count < OverlayOptions.page {
          return try Mounts.mount(source: "overlay", at: target, type: "overlay", flags: flags, data: named)
        }
        var open: [HeldFolder] = []
        func number(_ path: String) throws(KernelError) -> String {
          open.append(HeldFolder(try Files.open(path, OpenFlags.path | OpenFlags.directory)))
          return String(open[open.count - 1].folder.raw)
        }
        var numbers: [String] = []
        for folder in lower { numbers.append(try number(folder)) }
        let (upperNumber, workNumber) = (try upper.map(number), try work.map(number))
        try Processes.unshareWorkingDirectory()
        try Files.changeDirectory("/proc/thread-self/fd")
        let data = data(numbers, upperNumber, workNumber)
        try Mounts.mount(source: "overlay", at: target, type: "overlay", flags: flags, data: data)
      } catch {
        throw Failure(error, .store).during("mount \(target)")
      }
    }.join()
  }

  /// PAGE_SIZE, the NUL at the end included.
  private static let page = 4096

  private func data(_ lower: [String], _ upper: String?, _ work: String?) -> String {
    var words = ["lowerdir=" + lower.map(OverlayOptions.escaped).joined(separator: ":")]
    if let upper, let work {
      words += ["upperdir=" + OverlayOptions.escaped(upper), "workdir=" + OverlayOptions.escaped(work)]
    }
    for (name, value) in others { words.append(value.map { name + "=" + $0 } ?? name) }
    return words.joined(separator: ",")
  }

  private func absolute(_ paths: [String]) throws(Failure) -> [String] {
    var absolute: [String] = []
    for path in paths { absolute.append(try Store.absolute(path)) }
    return absolute
  }

  private func absolute(_ path: String?) throws(Failure) -> String? {
    guard let path else { return nil }
    return try Store.absolute(path)
  }

  /// Colons separate layers and commas options; overlay takes a backslash before either.
  private static func escaped(_ path: String) -> String {
    String(path.flatMap { ":,\\".contains($0) ? ["\\", $0] : [$0] })
  }
}

/// A folder that stays open with this.
private final class HeldFolder {
  let folder: Descriptor
  init(_ folder: consuming Descriptor) { self.folder = folder }
}
