// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// The containers of a store: one folder each, and beside them `names/`, where a symbolic link for each name makes names
/// unique without reading every record.
package struct ContainerStore: Sendable {
  package let store: Store
  package init(_ store: Store) { self.store = store }

  private var names: String { store.containersFolder + "/names" }

  /// Where the parts of a container are.
  package func folder(_ id: String) -> ContainerFolder { ContainerFolder(id, in: store.containersFolder) }

  /// A new id: 64 hexadecimal digits.
  package static func makeID() throws(Failure) -> String {
    try asFailure(.system) { () throws(KernelError) in try RandomBytes.hex(32) }
  }

  // MARK: Making and removing

  /// Makes the folder of a new container and takes its name; an empty name is replaced by one that is made up.
  ///
  /// - Throws: `containerExists` when the name is another's.
  package func add(_ record: inout ContainerRecord) throws(Failure) {
    try makeFolder(names)
    // The folder first: a name whose container has none is free.
    let folder = folder(record.id)
    for path in [folder.path] + folder.folders { try makeFolder(path) }
    do throws(Failure) {
      if record.name.isEmpty {
        record.name = try takeMadeUpName(record.id)
      } else if try !takeName(record.name, record.id) {
        let owner = (try? Files.readLink(names + "/" + record.name)) ?? ""
        throw Failure(
          .containerExists, "the name \"\(record.name)\" is in use by container \(owner.prefix(12))",
          hint: "bundle rm \(record.name), or take another name")
      }
      try write(record)
    } catch {
      try? remove(record)
      throw error
    }
  }

  /// Removes folder and name; what is mounted in it has to be unmounted.
  package func remove(_ record: ContainerRecord) throws(Failure) {
    // Renamed first, so that nobody finds half of it; the name is free only when it is gone.
    try asFailure(.store) { () throws(KernelError) in
      let grave = store.temporaryFolder + "/removed-" + record.id
      do throws(KernelError) {
        try Files.rename(folder(record.id).path, to: grave)
      } catch {
        if error.errno != .ENOENT { throw error }
      }
      releaseName(record.name, record.id)
      try Files.removeTree(grave)
      try? Files.unlink(store.root + "/locks/container-" + record.id)
    }
  }

  private func makeFolder(_ path: String) throws(Failure) {
    do {
      try Files.makeDirectory(path, mode: 0o700)
    } catch {
      if error.errno != .EEXIST { throw Failure(error, .store) }
    }
  }

  // MARK: Names

  /// Whether the name could be taken; one whose container is gone may be.
  private func takeName(_ name: String, _ id: String) throws(Failure) -> Bool {
    for _ in 0..<3 {
      do {
        try Nodes.makeSymlink(names + "/" + name, at: Files.workingDirectory, to: id)
        return true
      } catch {
        if error.errno != .EEXIST { throw Failure(error, .store) }
      }
      let lock = try store.lock("names")
      if let owner = try? Files.readLink(names + "/" + name) {
        if owner == id { return true }
        if Files.exists(folder(owner).path) { return false }
        try? Files.unlink(names + "/" + name)
      }
      _ = consume lock
    }
    return false
  }

  private func takeMadeUpName(_ id: String) throws(Failure) -> String {
    let start = UInt64(id.prefix(12), radix: 16) ?? 0
    for attempt in 0..<UInt64(8) {
      let name = ContainerName.madeUp(start &+ attempt &* 67)
      if try takeName(name, id) { return name }
    }
    // As many containers as there are names: the id tells them apart.
    let name = ContainerName.madeUp(start) + "_" + id.prefix(8)
    guard try takeName(name, id) else { throw Failure(.containerExists, "no name is free") }
    return name
  }

  private func releaseName(_ name: String, _ id: String) {
    guard let lock = try? store.lock("names") else { return }
    let path = names + "/" + name
    if (try? Files.readLink(path)) == id { try? Files.unlink(path) }
    _ = consume lock
  }

  /// Gives a container another name.
  package func rename(_ id: String, to name: String) throws(Failure) {
    guard try takeName(name, id) else { throw Failure(.containerExists, "the name \"\(name)\" is in use") }
    var former = ""
    do {
      try update(id) { record in
        former = record.name
        record.name = name
      }
    } catch {
      releaseName(name, id)
      throw error
    }
    if former != name { releaseName(former, id) }
  }

  // MARK: Records

  /// The record of that id; `containerMissing` when there is none.
  package func read(_ id: String) throws(Failure) -> ContainerRecord {
    let path = folder(id).record
    let bytes: [UInt8]
    do {
      bytes = try Files.read(path, limit: 4 << 20)
    } catch {
      if error.errno == .ENOENT { throw Failure(.containerMissing, "no such container: \(id)") }
      throw Failure(error, .store)
    }
    guard let record = ContainerRecord(bytes: bytes) else {
      throw Failure(.store, "\(path) is damaged", hint: "bundle rm -f \(id.prefix(12))")
    }
    return record
  }

  /// Puts the record in place of the former one, at once.
  package func write(_ record: ContainerRecord) throws(Failure) {
    let path = folder(record.id).record
    try asFailure(.store) { () throws(KernelError) in
      try Files.replace(path, temporary: "\(path).\(Processes.ownPID)", mode: 0o600, with: record.bytes)
    }
  }

  /// Changes a record under the container's lock; returns it as it is then.
  @discardableResult
  package func update(
    _ id: String, _ change: (inout ContainerRecord) -> Void
  ) throws(Failure) -> ContainerRecord {
    let lock = try store.lock("container-" + id)
    var record = try read(id)
    change(&record)
    try write(record)
    _ = consume lock
    return record
  }

  /// The container of that name, id, or beginning of an id that no other has.
  package func find(_ text: String) throws(Failure) -> ContainerRecord {
    let text = text.hasPrefix("/") ? String(text.dropFirst()) : text
    if Names.isPlain(text), let id = try? Files.readLink(names + "/" + text) {
      if let record = try? read(id) { return record }
    }
    let matches = try ids().filter { $0.hasPrefix(text) }
    if text.isEmpty || matches.isEmpty { throw Failure(.containerMissing, "no such container: \(text)") }
    if matches.count > 1 {
      throw Failure(.containerMissing, "\"\(text)\" is the beginning of \(matches.count) containers' ids")
    }
    return try read(matches[0])
  }

  /// All records, the newest first; what is just being removed is left out.
  package func list() throws(Failure) -> [ContainerRecord] {
    var records: [ContainerRecord] = []
    for id in try ids() {
      if let record = try? read(id) { records.append(record) }
    }
    return records.sorted { ($0.created, $0.id) > ($1.created, $1.id) }
  }

  /// The ids of all containers.
  package func ids() throws(Failure) -> [String] {
    try asFailure(.store) { () throws(KernelError) in
      let folder = try Files.open(store.containersFolder, OpenFlags.readOnly | OpenFlags.directory)
      return try folder.entries().filter { $0.utf8.count == 64 }
    }
  }
}

/// The folder of one container: paths only.
package struct ContainerFolder: Sendable {
  package let path: String
  private let id: String

  init(_ id: String, in folder: String) {
    self.id = id
    path = folder + "/" + id
  }

  package var record: String { path + "/container.json" }
  /// The bundle that the runtime is given: the folder itself.
  package var bundle: String { path }
  package var configuration: String { path + "/config.json" }
  /// What the container changes, and overlay's scratch beside it.
  package var upper: String { path + "/upper" }
  package var work: String { path + "/work" }
  /// Where roots are mounted, under the run root: gone with a reboot, as the mounts are.
  static let roots = "roots"
  /// The container's root, while it is mounted.
  package var merged: String { "\(RunRoot.path)/\(ContainerFolder.roots)/\(id)" }
  package var hosts: String { path + "/hosts" }
  package var hostname: String { path + "/hostname" }
  package var resolvConf: String { path + "/resolv.conf" }
  /// Its output, one JSON object a line, as docker's json-file driver writes it.
  package var log: String { path + "/log" }
  /// What the runtime says of a failure.
  package var runtimeLog: String { path + "/runtime.log" }
  package var pidFile: String { path + "/pid" }
  package var console: String { path + "/console.sock" }

  var folders: [String] { [upper, work] }
}
