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
    var lower = lower
    // overlayfs wants two lower folders where nothing is above them.
    if upper == nil, let only = lower.first, lower.count == 1 { return try bind(only, at: path) }
    if lower.isEmpty, let upper { return try bind(upper, at: path) }
    if lower.count > LayerStore.mostLayers {
      throw Failure(.layer, "mount \(path): \(lower.count) layers; overlay takes at most \(LayerStore.mostLayers)")
    }
    lower = lower.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    do throws(KernelError) {
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
      try context.mount(attributes: 0).attach(toPath: path)
    } catch {
      guard error.errno == .EINVAL || error.errno == .ENOSYS || error.errno == .EPERM else {
        throw Failure(error, .store).during("mount \(path)")
      }
      try mountByString(lower: lower, upper: upper, work: work, at: path, isVolatile)
    }
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
