// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
package import OCI

/// The config.json that an image's configuration becomes (image-spec conversion.md): the usual one (`DefaultSpec`) with
/// what the image says in its place.
package enum SpecFromImage {
  package static func make(
    _ config: ImageConfig, account: ContainerAccount, usual: DefaultSpec = DefaultSpec()
  ) throws(JSONError) -> JSONValue {
    var spec = try JSONValue(parsing: usual.bytes)
    spec = replacing(spec, "process", process(config.config, account, spec["process"] ?? .object([])))
    spec = replacing(spec, "root", .object([("path", .string("rootfs"))]))
    spec = removing(spec, "hostname")
    let mounts = spec["mounts"]?.array ?? []
    spec = replacing(spec, "mounts", .array(mounts + volumes(config.config, besides: mounts)))
    return replacing(spec, "annotations", .map(annotations(config)))
  }

  private static func process(_ config: ContainerConfig, _ account: ContainerAccount, _ usual: JSONValue) -> JSONValue {
    var user: [(String, JSONValue)] = [("uid", .integer(account.uid)), ("gid", .integer(account.gid))]
    if !account.additionalGIDs.isEmpty {
      user.append(("additionalGids", .array(account.additionalGIDs.map { .integer($0) })))
    }
    let arguments = (config.entrypoint ?? []) + (config.cmd ?? [])
    var environment = config.env
    if !names(environment, "PATH") { environment.append(usualPath) }
    if !account.home.utf8.isEmpty, !names(environment, "HOME") { environment.append("HOME=" + account.home) }
    var process = replacing(usual, "terminal", .bool(false))
    process = replacing(process, "user", .object(user))
    process = replacing(process, "args", .strings(arguments.isEmpty ? ["sh"] : arguments))
    process = replacing(process, "env", .strings(environment))
    // Relative ones, which docker takes, start at the root.
    return replacing(process, "cwd", .string(LexicalPath.absolute(config.workingDirectory, from: "/")))
  }

  /// A mount for each of the image's volumes, so that what is written there is not written to the root file system: a
  /// tmpfs with what the image has there.
  ///
  /// Where the usual document mounts something, that is what is seen (`VOLUME /sys/fs/cgroup` is common).
  private static func volumes(_ config: ContainerConfig, besides mounts: [JSONValue]) -> [JSONValue] {
    let taken = mounts.compactMap { $0["destination"]?.string }
    var paths: Set<String> = []
    for volume in config.volumes {
      let path = LexicalPath.absolute(volume, from: "/")
      if path != "/", !taken.contains(where: { LexicalPath.isWithin(path, $0) }) { paths.insert(path) }
    }
    // Parents before what is mounted below them.
    return paths.sorted().map { path in
      .object([
        ("destination", .string(path)), ("type", .string("tmpfs")), ("source", .string("tmpfs")),
        ("options", .strings(["nosuid", "nodev", "tmpcopyup"])),
      ])
    }
  }

  private static var usualPath: String { "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" }

  private static func names(_ environment: [String], _ name: String) -> Bool {
    environment.contains { $0.utf8.starts(with: (name + "=").utf8) }
  }

  /// Annotations that runtimes act upon (runc's and crun's systemd driver, crun's own): an image is not to set them.
  private static var actedUpon: [String] { ["org.systemd.property.", "run.oci."] }

  /// conversion.md, "Annotation Fields"; a label of the same name wins.
  private static func annotations(_ config: ImageConfig) -> [KeyValue] {
    let prefix = "org.opencontainers.image."
    let platform = config.platform
    let fields: [(String, String)] = [
      ("os", platform.os), ("architecture", platform.architecture), ("variant", platform.variant),
      ("os.version", platform.osVersion), ("os.features", platform.osFeatures.joined(separator: ",")),
      ("author", config.author), ("created", config.created ?? ""),
      ("stopSignal", config.config.stopSignal),
      ("exposedPorts", config.config.exposedPorts.sorted().joined(separator: ",")),
    ]
    var annotations: [KeyValue] = []
    for (name, value) in fields where !value.utf8.isEmpty {
      if config.config.labels.contains(where: { $0.key == prefix + name }) { continue }
      annotations.append(KeyValue(key: prefix + name, value: value))
    }
    let labels = config.config.labels.filter { label in
      !label.key.utf8.isEmpty && !actedUpon.contains { label.key.utf8.starts(with: $0.utf8) }
    }
    return KeyValue.sorted(annotations + labels)
  }

  private static func replacing(_ value: JSONValue, _ name: String, _ new: JSONValue) -> JSONValue {
    guard case .object(var members) = value else { return value }
    if let index = members.firstIndex(where: { $0.0 == name }) {
      members[index].1 = new
    } else {
      members.append((name, new))
    }
    return .object(members)
  }

  private static func removing(_ value: JSONValue, _ name: String) -> JSONValue {
    guard case .object(let members) = value else { return value }
    return .object(members.filter { $0.0 != name })
  }
}
