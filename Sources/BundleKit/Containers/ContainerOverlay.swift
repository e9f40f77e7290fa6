// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The overlay mount of a container.
enum ContainerOverlay {
  /// Mounts `lower` (the top first) with a writable `upper` at a folder of the host.
  ///
  /// fsconfig(2) takes one layer at a time (`lowerdir+`, Linux 6.5), so colons in paths and a page of options are no
  /// matter; older kernels get them in one string.
  static func mount(lower: [String], upper: String, work: String, at path: String) throws(Failure) {
    do throws(KernelError) {
      let context = try MountContext(type: "overlay")
      for folder in lower { try context.set("lowerdir+", folder) }
      try context.set("upperdir", upper)
      try context.set("workdir", work)
      try context.create()
      try context.mount(attributes: 0).attach(toPath: path)
    } catch {
      if error.errno != .EINVAL && error.errno != .ENOSYS { throw Failure(error, .store).during("mount \(path)") }
      let words = [
        "lowerdir=" + lower.map(escaped).joined(separator: ":"), "upperdir=" + escaped(upper),
        "workdir=" + escaped(work),
      ]
      do {
        try Mounts.mount(source: "overlay", at: path, type: "overlay", flags: 0, data: words.joined(separator: ","))
      } catch { throw Failure(error, .store).during("mount \(path)") }
    }
  }

  /// Colons separate layers and commas options; overlay takes a backslash before either.
  private static func escaped(_ path: String) -> String {
    String(path.flatMap { ":,\\".contains($0) ? ["\\", $0] : [$0] })
  }
}
