// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

/// overlayfs over unpacked layers.
package enum OverlayMount {
  /// Mounts at a path of the host.
  ///
  /// `lower`: absolute paths, the uppermost first. Without `upper` the mount is read-only; `work` is an empty folder on
  /// its file system. `isVolatile`: nothing is synced, for what is thrown away when it fails.
  ///
  /// redirect_dir and metacopy are off, whatever the module's defaults: a commit reads the upper folder as it is.
  package static func mount(
    lower: [String], upper: String?, work: String?, at path: String, isVolatile: Bool = false
  ) throws(Failure) {
    if let only = single(lower, upper) { return try bind(only, at: path) }
    let lower = try checked(lower)
    do throws(KernelError) {
      try tree(lower: lower, upper: upper, work: work, isVolatile).attach(toPath: path)
    } catch {
      guard isTooOld(error) else { throw Failure(error, .store).during("mount \(path)") }
      try mountByString(lower: lower, upper: upper, work: work, at: path, isVolatile)
    }
  }

  /// The root of such a mount that is nowhere to be seen and ends with its descriptor, whoever is killed.
  ///
  /// `scratch`: an empty folder; a kernel that takes no layers one by one mounts there for a moment.
  static func detached(
    lower: [String], upper: String?, work: String?, scratch: String
  ) throws(Failure) -> Descriptor {
    let layers = try checked(lower)
    do throws(KernelError) {
      if let only = single(lower, upper) { return try MountTree(copying: only, recursive: false).root() }
      return try tree(lower: layers, upper: upper, work: work, false).root()
    } catch {
      guard isTooOld(error) else { throw Failure(error, .store).during("mount layers") }
      try mountByString(lower: layers, upper: upper, work: work, at: scratch, false)
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

  private static func tree(
    lower: [String], upper: String?, work: String?, _ isVolatile: Bool
  ) throws(KernelError) -> MountTree {
    let context = try MountContext(type: "overlay")
    // One layer at a time: no page of options to fit in, no colons to escape. Linux 6.5.
    for folder in lower { try context.set("lowerdir+", folder) }
    if let upper, let work {
      try context.set("upperdir", upper)
      try context.set("workdir", work)
    }
    try context.set("redirect_dir", "off")
    try context.set("metacopy", "off")
    if isVolatile { try context.set("volatile", nil) }
    try context.create()
    return try context.mount(attributes: 0)
  }

  /// umount(2) of what is mounted at a path; what is busy goes when its last user does.
  package static func unmount(_ path: String) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      try Mounts.unmount(path, UnmountFlags.detach | UnmountFlags.noFollow)
    }
  }

  private static func bind(_ folder: String, at path: String) throws(Failure) {
    try asFailure(.store) { () throws(KernelError) in
      try Mounts.mount(source: folder, at: path, type: "", flags: MountFlags.bind, data: "")
    }
  }

  /// mount(2) has a page for all options: lower folders are named from the folder they have in common, which a thread of
  /// its own makes its working directory.
  private static func mountByString(
    lower: [String], upper: String?, work: String?, at path: String, _ isVolatile: Bool
  ) throws(Failure) {
    let base = common(lower)
    var words = ["lowerdir=" + lower.map { escaped(String($0.dropFirst(base.count + 1))) }.joined(separator: ":")]
    if let upper, let work { words += ["upperdir=" + escaped(upper), "workdir=" + escaped(work)] }
    if isVolatile { words.append("volatile") }
    let data = words.joined(separator: ",")
    if data.utf8.count >= 4096 {
      throw Failure(
        .layer, "mount \(path): the names of \(lower.count) layers do not fit into a page",
        hint: "Linux 6.5 takes them one by one")
    }
    let target = try Store.absolute(path)
    try Worker { () throws(Failure) in
      do throws(KernelError) {
        try Processes.unshareWorkingDirectory()
        try Files.changeDirectory(base.isEmpty ? "/" : base)
        try Mounts.mount(source: "overlay", at: target, type: "overlay", flags: 0, data: data)
      } catch {
        throw Failure(error, .store).during("mount \(target)")
      }
    }.join()
  }

  /// The folder that all paths are in, without a slash at the end.
  static func common(_ paths: [String]) -> String {
    var parts = (paths.first ?? "").split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for path in paths.dropFirst() {
      let other = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      var length = 0
      while length < min(parts.count, other.count), parts[length] == other[length] { length += 1 }
      parts = parts.prefix(length)
    }
    return parts.joined(separator: "/")
  }

  /// Colons separate layers and commas options; overlay takes a backslash before either.
  static func escaped(_ path: String) -> String {
    String(path.flatMap { ":,\\".contains($0) ? ["\\", $0] : [$0] })
  }
}
