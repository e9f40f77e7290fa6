// SPDX-License-Identifier: Apache-2.0

/// Where a container's cgroup is in a hierarchy (runtime-spec config-linux.md, "Cgroups Path").
package enum CgroupLocation: Equatable, Sendable {
  /// Below the mount point: an absolute `cgroupsPath`, or `/ID` where none is given.
  case absolute(String)
  /// Below the runtime's own cgroup; without a leading slash.
  case relative(String)

  /// Reads `cgroupsPath`.
  ///
  /// Without one the container gets `/ID` below the mount point as with crun (nesting under our own cgroup as runc does
  /// would put containers under whatever unit happens to start us); a rootless runtime, which owns nothing there, gets
  /// `ID` beside its own cgroup. Empty components and `.` are dropped; `..` is refused, since a path that leaves its
  /// place is a mistake or an attack, and so is the root of the hierarchy, which is nobody's container.
  package static func resolve(cgroupsPath: String?, id: String, rootless: Bool) throws(Failure) -> CgroupLocation {
    guard let cgroupsPath, !cgroupsPath.utf8.isEmpty else {
      return rootless ? .relative(id) : .absolute("/" + id)
    }
    let parts = cgroupsPath.utf8.split(separator: UInt8(ascii: "/"))
    var clean = ""
    for part in parts {
      let name = String(decoding: Array(part), as: UTF8.self)
      if name == "." { continue }
      if name == ".." || part.contains(0) || part.contains(UInt8(ascii: "\n")) {
        throw Failure(
          .configInvalid, "/linux/cgroupsPath: `\(cgroupsPath)` must not contain `..`, NUL or a line feed")
      }
      if part.count > 255 {
        throw Failure(.configInvalid, "/linux/cgroupsPath: a component is longer than 255 bytes")
      }
      if !clean.utf8.isEmpty { clean += "/" }
      clean += name
    }
    if clean.utf8.isEmpty {
      throw Failure(
        .configInvalid, "/linux/cgroupsPath: `\(cgroupsPath)` is the root of the hierarchy",
        hint: "name a cgroup for the container, e.g. /\(id)")
    }
    return cgroupsPath.utf8.first == UInt8(ascii: "/") ? .absolute("/" + clean) : .relative(clean)
  }

  /// The path in a v1 hierarchy: relative ones are below our own cgroup.
  package func path(in hierarchy: CgroupV1Hierarchy) throws(Failure) -> String {
    switch self {
    case .absolute(let path): return path
    case .relative(let path): return try Self.join(hierarchy.ownPath, path)
    }
  }

  /// The path in the unified hierarchy: relative ones are beside our own cgroup, since ours has a process (us) and may
  /// therefore not pass controllers on (cgroup-v2.rst, "No Internal Process Constraint"); runc does the same.
  package func path(in hierarchy: CgroupV2Hierarchy) throws(Failure) -> String {
    switch self {
    case .absolute(let path): return path
    case .relative(let path): return try Self.join(Self.parent(of: hierarchy.ownPath), path)
    }
  }

  static func join(_ base: String, _ path: String) throws(Failure) -> String {
    if base == "/" || base.utf8.isEmpty { return "/" + path }
    if base.utf8.starts(with: "/..".utf8) {
      throw Failure(
        .cgroup, "our own cgroup \(base) is outside the cgroup namespace, so `\(path)` cannot be put beside it",
        hint: "set an absolute /linux/cgroupsPath")
    }
    return base + "/" + path
  }

  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.utf8.startIndex else { return "/" }
    return String(path[..<slash])
  }
}
