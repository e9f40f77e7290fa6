// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// A volume: a folder that outlives containers.
package struct Volume: Sendable {
  package let name: String
  /// RFC 3339.
  package let created: String
  package let labels: [KeyValue]
  /// Made for one container, without a name of its own.
  package let isAnonymous: Bool
  /// Where its content is.
  package let path: String
}

/// The volumes of a store: `volumes/NAME/_data`, with `volume.json` beside it.
package struct VolumeStore: Sendable {
  let store: Store
  package init(_ store: Store) { self.store = store }

  private func folder(_ name: String) -> String { store.volumesFolder + "/" + name }

  // MARK: Making and finding

  /// The volume of that name, made when it is missing; an empty name is replaced by 64 random digits.
  ///
  /// The second value tells whether it was made.
  package func create(
    _ name: String, labels: [KeyValue] = [], isAnonymous: Bool = false
  ) throws(Failure) -> (Volume, isNew: Bool) {
    let name = name.isEmpty ? try ContainerStore.makeID() : try VolumeName.check(name)
    let lock = try store.lock("volumes")
    if let volume = try? read(name) { return (volume, false) }
    let now = Clock.now()
    let created = Timestamp.rfc3339(seconds: now.seconds, nanoseconds: 0)
    let document = JSONValue.object([
      ("name", .string(name)), ("created", .string(created)), ("labels", .map(labels)),
      ("anonymous", .bool(isAnonymous)),
    ])
    let temporary = try store.temporary("volume")
    try asFailure(.volume) { () throws(KernelError) in
      try Files.makeDirectory("_data", at: temporary.folder.raw, mode: 0o755)
      try Files.changeMode("_data", at: temporary.folder.raw, 0o755)
      try Files.create("volume.json", at: temporary.folder.raw, mode: 0o600, with: Array(document.pretty.utf8))
      try Files.rename(temporary.path, to: folder(name))
    }
    _ = consume lock
    return (try read(name), true)
  }

  /// The volume of that name.
  package func read(_ name: String) throws(Failure) -> Volume {
    guard Names.isPlain(name), let bytes = try? Files.read(folder(name) + "/volume.json", limit: 1 << 20),
      let value = try? JSONValue(parsing: bytes)
    else { throw Failure(.volume, "no such volume: \(name)") }
    return Volume(
      name: name, created: value.text("created"), labels: value.pairs("labels"),
      isAnonymous: value.flag("anonymous"), path: folder(name) + "/_data")
  }

  /// All of them, by name.
  package func list() throws(Failure) -> [Volume] {
    let names = try asFailure(.volume) { () throws(KernelError) in
      try Files.open(store.volumesFolder, OpenFlags.readOnly | OpenFlags.directory).entries()
    }
    return names.sorted().compactMap { try? read($0) }
  }

  /// Removes a volume with its content.
  ///
  /// - Throws: when a container has it.
  package func remove(_ name: String, unlessUsed: Bool = false) throws(Failure) {
    let lock = try store.lock("volumes")
    _ = try read(name)
    if unlessUsed, let user = try users()[name]?.first {
      throw Failure(.volume, "the volume \(name) is used by container \(user)", hint: "bundle rm -v \(user)")
    }
    try asFailure(.volume) { () throws(KernelError) in
      let grave = store.temporaryFolder + "/volume-removed-" + name
      try Files.rename(folder(name), to: grave)
      try Files.removeTree(grave)
    }
    _ = consume lock
  }

  /// Names of containers by the volumes they have.
  package func users() throws(Failure) -> [String: [String]] {
    var users: [String: [String]] = [:]
    for record in try ContainerStore(store).list() {
      for mount in record.mounts where mount.kind == .volume { users[mount.volume, default: []].append(record.name) }
    }
    return users
  }

  // MARK: For a container

  /// The mounts of a container: those asked for, and a volume for each of the image's that has none; with the names of
  /// the volumes that were made for it.
  func mounts(
    _ requests: [MountRequest], image: [String], of id: String
  ) throws(Failure) -> ([ContainerMount], made: [String]) {
    var requests = requests
    for place in image where !requests.contains(where: { $0.destination == place }) {
      guard let request = try? MountRequest(volume: place) else {
        throw Failure(.imageInvalid, "the image's volume \"\(place)\" is no absolute path")
      }
      if !requests.contains(where: { $0.destination == request.destination }) { requests.append(request) }
    }
    var mounts: [ContainerMount] = []
    var made: [String] = []
    do throws(Failure) {
      for request in requests { mounts.append(try mount(request, &made)) }
    } catch {
      for name in made { try? remove(name) }
      throw error
    }
    return (mounts, made)
  }

  private func mount(_ request: MountRequest, _ made: inout [String]) throws(Failure) -> ContainerMount {
    var mount: ContainerMount
    switch request.source {
    case .tmpfs:
      mount = ContainerMount(.tmpfs, at: request.destination)
      mount.options = request.options
      // Everybody's, as /tmp is, not with the mode of the image's folder below.
      if !mount.options.contains(where: { $0.hasPrefix("mode=") }) { mount.options.append("mode=1777") }
    case .host(let path):
      mount = ContainerMount(.bind, at: request.destination)
      mount.source = try hostFolder(path, request)
    case .volume, .anonymous:
      mount = ContainerMount(.volume, at: request.destination)
      var name = ""
      if case .volume(let given) = request.source { name = given }
      mount.isAnonymous = name.isEmpty
      let (volume, isNew) = try create(name, isAnonymous: name.isEmpty)
      if isNew { made.append(volume.name) }
      mount.volume = volume.name
      mount.source = volume.path
    }
    mount.isReadOnly = request.isReadOnly
    if mount.kind != .tmpfs {
      mount.propagation = request.propagation ?? "rprivate"
      mount.options = [request.isRecursive ? "rbind" : "bind", mount.propagation] + request.options
    }
    if request.isReadOnly { mount.options.append("ro") }
    return mount
  }

  /// A host path made absolute; a missing one becomes a folder where docker makes one.
  private func hostFolder(_ path: String, _ request: MountRequest) throws(Failure) -> String {
    let path = try Store.absolute(path)
    try VolumeStore.checkRelabelling(path, isWanted: request.wantsRelabel)
    if (try? Files.status(path)) != nil { return path }
    guard request.createsSource else { throw Failure(.volume, "bind source path does not exist: \(path)") }
    try asFailure(.volume) { () throws(KernelError) in
      var made = ""
      for part in path.split(separator: "/") {
        made += "/" + part
        if !Files.exists(made) { try Files.makeDirectory(made, mode: 0o755) }
      }
    }
    return path
  }

  /// `z` and `Z` are refused where they would mean something.
  static func checkRelabelling(_ path: String, isWanted: Bool) throws(Failure) {
    guard isWanted, Files.exists("/sys/fs/selinux/enforce") else { return }
    throw Failure(
      .volume, "-v \(path): files cannot be relabelled for SELinux", hint: "chcon -Rt container_file_t \(path)")
  }

  /// Fills volumes that were just made with what the image has at their places.
  func seed(
    _ mounts: [ContainerMount], request: [MountRequest], from root: borrowing RootDirectory
  ) throws(Failure) {
    for mount in mounts {
      if let request = request.first(where: { $0.destination == mount.destination }), !request.copiesContent {
        continue
      }
      try asFailure(.volume) { () throws(KernelError) in
        let source = try root.open(mount.destination, OpenFlags.readOnly | OpenFlags.directory)
        let target = try Files.open(mount.source, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
        try TreeCopy.copyContent(of: source, to: target)
      }
    }
  }
}

extension Volume {
  /// As `docker volume inspect` shows it.
  package var json: JSONValue {
    .object([
      ("CreatedAt", .string(created)), ("Driver", .string("local")), ("Labels", .map(labels)),
      ("Mountpoint", .string(path)), ("Name", .string(name)), ("Options", .object([])), ("Scope", .string("local")),
    ])
  }
}
