// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
import Dockerfile

/// One mount a user asks `run` or `create` for, in whichever of the three notations (`-v`, `--mount`, `--tmpfs`).
package struct MountRequest: Equatable, Sendable {
  /// What is mounted.
  package enum Source: Equatable, Sendable {
    /// A file or folder of the host, by absolute path.
    case host(String)
    /// A volume of the store, made when it is missing.
    case volume(String)
    /// A volume without a name, which `rm -v` removes with the container.
    case anonymous
    /// A file system in memory.
    case tmpfs
  }
  package var source: Source
  /// Where, in the container: absolute, without `.` and `..`.
  package var destination: String
  package var isReadOnly = false
  /// Mounts below the source come along (rbind).
  package var isRecursive = true
  /// A new volume is filled with what the image holds at the destination.
  package var copiesContent = true
  /// A missing host path is made as a folder: `-v` does, `--mount` does not.
  package var createsSource = true
  /// `rprivate`, `rslave`, …: how mounts propagate; nil is rprivate.
  package var propagation: String?
  /// Mount flags as mount(8) writes them (`nosuid`), and for tmpfs its own options (`size=`, `mode=`).
  package var options: [String] = []
  /// SELinux relabelling was asked for (`z`, `Z`); means something only where SELinux is on.
  package var wantsRelabel = false

  package init(_ source: Source, at destination: String) {
    self.source = source
    self.destination = destination
  }

  /// Words of `-v` and `--mount` for propagation (mount_namespaces(7)).
  private static let propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"]
  /// Flags that both notations pass on to the mount.
  private static let flags = ["nosuid", "suid", "nodev", "dev", "noexec", "exec", "noatime", "nodiratime", "relatime"]
}

// MARK: -v

extension MountRequest {
  /// Reads `-v`: `/host:/ctr[:options]`, `name:/ctr[:options]` or `/ctr`.
  package init(volume text: String) throws(Failure) {
    var fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if fields.count > 3 { throw MountRequest.bad("-v", text, "more than three fields") }
    if fields.contains("") { throw MountRequest.bad("-v", text, "an empty field") }
    let destination = fields.count == 1 ? fields[0] : fields[1]
    if fields.count == 1 {
      self.init(.anonymous, at: destination)
    } else if fields[0].hasPrefix("/") {
      self.init(.host(fields[0]), at: destination)
    } else if fields[0].hasPrefix("./") || fields[0].hasPrefix("../") || fields[0] == "." || fields[0] == ".." {
      // Relative to the caller's working directory: the verb makes it absolute.
      self.init(.host(fields[0]), at: destination)
    } else {
      self.init(.volume(try VolumeName.check(fields[0])), at: destination)
    }
    self.destination = try MountRequest.destination(destination, "-v", text)
    guard fields.count == 3 else { return }
    fields = fields[2].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for option in fields { try apply(option, "-v", text) }
  }

  private mutating func apply(_ option: String, _ notation: String, _ text: String) throws(Failure) {
    switch option {
    case "ro": isReadOnly = true
    case "rw": isReadOnly = false
    case "z", "Z": wantsRelabel = true
    case "nocopy": copiesContent = false
    case "copy": copiesContent = true
    case "bind": isRecursive = false
    case "rbind": isRecursive = true
    case "cached", "delegated", "consistent": break  // Docker Desktop's hints, without meaning on Linux
    default:
      if MountRequest.propagations.contains(option) {
        propagation = option
      } else if MountRequest.flags.contains(option) {
        options.append(option)
      } else {
        throw MountRequest.bad(notation, text, "the option \"\(option)\" is not known")
      }
    }
  }
}

// MARK: --tmpfs

extension MountRequest {
  /// Reads `--tmpfs`: `/ctr[:options]`, options as mount(8) takes them for tmpfs.
  package init(tmpfs text: String) throws(Failure) {
    let cut = text.firstIndex(of: ":")
    let place = String(cut.map { text[..<$0] } ?? text[...])
    self.init(.tmpfs, at: try MountRequest.destination(place, "--tmpfs", text))
    options = ["nosuid", "nodev", "noexec"]
    guard let cut else { return }
    for option in text[text.index(after: cut)...].split(separator: ",").map(String.init) {
      switch option {
      case "ro": isReadOnly = true
      case "rw": isReadOnly = false
      case "exec", "suid", "dev":
        options.removeAll { $0 == "no" + option }
        options.append(option)
      case "nosuid", "nodev", "noexec": if !options.contains(option) { options.append(option) }
      default:
        guard MountRequest.flags.contains(option) || MountRequest.isTmpfsOption(option) else {
          throw MountRequest.bad("--tmpfs", text, "the option \"\(option)\" is not known")
        }
        options.append(option)
      }
    }
  }

  /// Whether tmpfs(5) has that option.
  private static func isTmpfsOption(_ option: String) -> Bool {
    ["size=", "mode=", "uid=", "gid=", "nr_inodes=", "nr_blocks=", "huge=", "mpol="].contains { option.hasPrefix($0) }
  }
}

// MARK: --mount

extension MountRequest {
  /// Reads `--mount`: `type=bind|volume|tmpfs,source=…,target=…,readonly,…`.
  package init(mount text: String) throws(Failure) {
    var type = "volume"
    var source: String?
    var target: String?
    var rest: [(String, String?)] = []
    for field in text.split(separator: ",").map(String.init) {
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let value = parts.count == 2 ? parts[1] : nil
      switch parts[0] {
      case "type": type = value ?? ""
      case "source", "src": source = value
      case "target", "destination", "dst": target = value
      default: rest.append((parts[0], value))
      }
    }
    guard let target else { throw MountRequest.bad("--mount", text, "target= is missing") }
    switch type {
    case "bind":
      guard let source else { throw MountRequest.bad("--mount", text, "source= is missing") }
      self.init(.host(source), at: target)
      createsSource = false
    case "volume":
      self.init(
        try source.map { (name) throws(Failure) in .volume(try VolumeName.check(name)) } ?? .anonymous, at: target)
    case "tmpfs":
      if source != nil { throw MountRequest.bad("--mount", text, "a tmpfs has no source") }
      self.init(.tmpfs, at: target)
      options = ["nosuid", "nodev", "noexec"]
    default: throw MountRequest.bad("--mount", text, "type=\(type) is not one of bind, volume, tmpfs")
    }
    destination = try MountRequest.destination(target, "--mount", text)
    for (key, value) in rest { try apply(key, value, text) }
  }

  private mutating func apply(_ key: String, _ value: String?, _ text: String) throws(Failure) {
    let isOn = value == nil || value == "true" || value == "1"
    switch (source, key) {
    case (_, "readonly"), (_, "ro"): isReadOnly = isOn
    case (_, "rw"): isReadOnly = !isOn
    case (.host, "bind-propagation"):
      guard let value, MountRequest.propagations.contains(value) else {
        throw MountRequest.bad("--mount", text, "bind-propagation=\(value ?? "") is not known")
      }
      propagation = value
    case (.host, "bind-nonrecursive"): isRecursive = !isOn
    case (.host, "bind-create-src"): createsSource = isOn
    case (.host, "z"), (.host, "Z"), (.host, "relabel"): wantsRelabel = isOn
    case (.volume, "volume-nocopy"), (.anonymous, "volume-nocopy"): copiesContent = !isOn
    case (.tmpfs, "tmpfs-size"): options.append("size=\(try ByteSize.parse(value ?? "", option: "tmpfs-size"))")
    case (.tmpfs, "tmpfs-mode"): options.append("mode=\(value ?? "")")
    default: throw MountRequest.bad("--mount", text, "\"\(key)\" is not known for this type")
    }
  }
}

// MARK: Words

extension MountRequest {
  static func bad(_ notation: String, _ text: String, _ why: String) -> Failure {
    Failure(.usage, "\(notation) \(text): \(why)", hint: "see bundle run --help")
  }

  /// A destination made plain: absolute, `.` and `..` resolved by their words; the root itself is refused.
  private static func destination(_ path: String, _ notation: String, _ text: String) throws(Failure) -> String {
    guard path.hasPrefix("/") else { throw bad(notation, text, "the place in the container has to be absolute") }
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      if part == "." { continue }
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    if parts.isEmpty { throw bad(notation, text, "nothing can be mounted over the container's root") }
    return "/" + parts.joined(separator: "/")
  }
}

/// What a volume may be called: Docker's rule, which keeps a name from being a path.
package enum VolumeName {
  /// The name, when it is one.
  package static func check(_ name: String) throws(Failure) -> String {
    guard Names.isPlain(name) else {
      throw Failure(
        .usage, "volume \"\(name)\": a name has letters, digits and _ . - and begins with a letter or digit",
        hint: "a folder of the host is given by its absolute path")
    }
    return name
  }
}

/// The rule for names of containers and volumes: `[a-zA-Z0-9][a-zA-Z0-9_.-]*`, at most 255 bytes.
package enum Names {
  package static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= 255 else { return false }
    return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return true
    default: return false
    }
  }
}
