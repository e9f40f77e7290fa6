// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// One container's directory below the state root, mode 0700.
///
///     state.json   what every verb needs; replaced whole
///     state.new    the same with init's pid, until the container is complete and it takes the place of state.json
///     config.json  the configuration as it was read
///     gate         the start gate's FIFO while the container is being created
///     exec.fifo    the same from `created` on, under the name it has in runc; removed by `start`
///
/// All files are reached from the directory's descriptor, on which also the lock is taken.
struct ContainerStore: ~Copyable {
  private static let state = "state.json"
  private static let staged = "state.new"
  private static let temporary = "state.tmp"
  private static let config = "config.json"
  private static let unpublishedGate = "gate"
  private static let gate = "exec.fifo"
  private static let fileMode: UInt32 = 0o600

  let id: String
  let path: String
  let directory: Descriptor

  private init(id: String, path: String, directory: consuming Descriptor) {
    self.id = id
    self.path = path
    self.directory = directory
  }

  // MARK: Making, opening, removing

  /// Makes and locks the directory of a new container.
  static func create(_ id: String, root: String) throws(Failure) -> ContainerStore {
    let id = try ContainerID(id).text
    let path = root + "/" + id
    do throws(KernelError) {
      do throws(KernelError) {
        try Files.makeDirectory(path, mode: 0o700)
      } catch {
        guard error.errno == .ENOENT else { throw error }
        try makeRoot(root)
        try Files.makeDirectory(path, mode: 0o700)
      }
      do throws(KernelError) {
        let directory = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
        try directory.lockExclusively()
        return ContainerStore(id: id, path: path, directory: directory)
      } catch {
        try? Files.removeDirectory(path)
        throw error
      }
    } catch {
      if error.errno == .EEXIST { throw Failure(.containerExists, "container with given ID already exists: \(id)") }
      throw Failure(error, .store)
    }
  }

  /// Opens the directory of a container that exists.
  static func open(_ id: String, root: String) throws(Failure) -> ContainerStore {
    let id = try ContainerID(id).text
    let path = root + "/" + id
    do throws(KernelError) {
      let directory = try Files.open(path, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      return ContainerStore(id: id, path: path, directory: directory)
    } catch {
      // ENOTDIR: a file of that name is no container.
      if error.errno == .ENOENT || error.errno == .ENOTDIR || error.errno == .ELOOP {
        throw Failure(.containerMissing, "container does not exist: \(id)")
      }
      throw Failure(error, .store)
    }
  }

  /// Opens and locks it; another command at work on it is waited for, ten seconds at most.
  static func openLocked(_ id: String, root: String) throws(Failure) -> ContainerStore {
    let deadline = Clock.monotonic().milliseconds + 10_000
    while true {
      let store = try open(id, root: root)
      if try store.tryLock() {
        // Whoever held the lock may have been deleting it.
        if Files.exists(store.path) { return store }
        throw Failure(.containerMissing, "container does not exist: \(id)")
      }
      if Clock.monotonic().milliseconds > deadline {
        throw Failure(.containerState, "container \(id) is in use by another command for more than 10 seconds")
      }
      Clock.sleep(milliseconds: 5)
    }
  }

  /// Takes the lock; false when another command has it.
  borrowing func tryLock() throws(Failure) -> Bool {
    do throws(KernelError) {
      try directory.lockExclusively()
      return true
    } catch {
      if error.errno == .EAGAIN { return false }
      throw Failure(error, .store)
    }
  }

  /// Gives the lock up, for a runtime that stays while the container runs.
  borrowing func unlock() { directory.unlock() }

  /// Makes the state root and what is missing above it.
  private static func makeRoot(_ root: String) throws(KernelError) {
    var index = root.utf8.startIndex
    while let slash = root.utf8[root.utf8.index(after: index)...].firstIndex(of: UInt8(ascii: "/")) {
      let parent = String(root[..<slash])
      do throws(KernelError) {
        try Files.makeDirectory(parent, mode: 0o755)
      } catch {
        if error.errno != .EEXIST { throw error }
      }
      index = slash
    }
    do throws(KernelError) {
      try Files.makeDirectory(root, mode: 0o700)
    } catch {
      if error.errno != .EEXIST { throw error }
    }
  }

  /// The user who made the container.
  borrowing func owner() throws(Failure) -> UInt32 {
    do {
      return try Files.status(of: directory).uid
    } catch {
      throw Failure(error, .store)
    }
  }

  /// Removes the directory and whatever is in it.
  borrowing func remove() throws(Failure) {
    let known = [
      ContainerStore.state, ContainerStore.config, ContainerStore.gate, ContainerStore.staged,
      ContainerStore.unpublishedGate, ContainerStore.temporary,
    ]
    do throws(KernelError) {
      for name in known { try unlinkIfThere(name) }
      do throws(KernelError) {
        try Files.removeDirectory(path)
      } catch {
        if error.errno == .ENOENT { return }
        if error.errno != .ENOTEMPTY { throw error }
        try directory.rewind()
        for name in try directory.entries() { try removeEntry(name) }
        try Files.removeDirectory(path)
      }
    } catch {
      throw Failure(error, .store)
    }
  }

  /// A file, or a directory of files (`notify`).
  private borrowing func removeEntry(_ name: String) throws(KernelError) {
    do throws(KernelError) {
      try unlinkIfThere(name)
    } catch {
      guard error.errno == .EISDIR || error.errno == .EPERM else { throw error }
      let folder = try Files.open(
        name, at: directory.raw, OpenFlags.readOnly | OpenFlags.directory | OpenFlags.noFollow)
      for entry in try folder.entries() { try Files.unlink(entry, at: folder.raw) }
      try Files.removeDirectory(name, at: directory.raw)
    }
  }

  private borrowing func unlinkIfThere(_ name: String) throws(KernelError) {
    do throws(KernelError) {
      try Files.unlink(name, at: directory.raw)
    } catch {
      if error.errno != .ENOENT { throw error }
    }
  }

  // MARK: The state document

  /// The recorded state; nil when the runtime was killed before it wrote one.
  borrowing func readState() throws(Failure) -> StateDocument? {
    try readState(ContainerStore.state)
  }

  /// What a runtime that did not live to complete the container recorded of its process.
  borrowing func readStagedState() throws(Failure) -> StateDocument? {
    try readState(ContainerStore.staged)
  }

  private borrowing func readState(_ name: String) throws(Failure) -> StateDocument? {
    let bytes: [UInt8]
    do throws(KernelError) {
      bytes = try Files.read(name, at: directory.raw, limit: 4 << 20)
    } catch {
      if error.errno == .ENOENT { return nil }
      throw Failure(error, .store)
    }
    do {
      return try StateDocument.parse(bytes)
    } catch {
      throw Failure(.store, error.text(file: path + "/" + name))
    }
  }

  /// Puts a state document in place.
  borrowing func writeState(_ document: StateDocument) throws(Failure) {
    do throws(KernelError) {
      try Files.replace(
        ContainerStore.state, at: directory.raw, temporary: ContainerStore.temporary, mode: ContainerStore.fileMode,
        with: document.encoded)
    } catch {
      throw Failure(error, .store)
    }
  }

  /// Writes the document that `completeState` puts in place.
  borrowing func stageState(_ document: StateDocument) throws(Failure) {
    do throws(KernelError) {
      try Files.create(
        ContainerStore.staged, at: directory.raw, mode: ContainerStore.fileMode, with: document.encoded)
    } catch {
      throw Failure(error, .store)
    }
  }

  /// The container is complete: the staged document counts from now on.
  borrowing func completeState() throws(Failure) {
    do throws(KernelError) {
      try Files.rename(ContainerStore.staged, at: directory.raw, to: ContainerStore.state)
    } catch {
      throw Failure(error, .store)
    }
  }

  // MARK: The configuration

  borrowing func writeConfig(_ bytes: [UInt8]) throws(Failure) {
    do throws(KernelError) {
      try Files.create(ContainerStore.config, at: directory.raw, mode: ContainerStore.fileMode, with: bytes)
    } catch {
      throw Failure(error, .store)
    }
  }

  borrowing func readConfig() throws(Failure) -> RuntimeSpec {
    let bytes: [UInt8]
    do throws(KernelError) {
      bytes = try Files.read(ContainerStore.config, at: directory.raw, limit: 4 << 20)
    } catch {
      throw Failure(error, .store)
    }
    do {
      return try RuntimeSpec.parse(bytes)
    } catch {
      throw Failure(.store, error.text(file: path + "/" + ContainerStore.config))
    }
  }

  // MARK: The start gate

  /// Makes the gate and opens it for both directions: so opening does not wait, and the writer need not live.
  borrowing func makeGate() throws(Failure) -> Descriptor {
    do throws(KernelError) {
      try Files.makeFIFO(ContainerStore.unpublishedGate, at: directory.raw, mode: ContainerStore.fileMode)
      return try Files.open(ContainerStore.unpublishedGate, at: directory.raw, OpenFlags.readWrite)
    } catch {
      throw Failure(error, .store)
    }
  }

  /// Shows the gate: the container is `created` from now on.
  borrowing func publishGate() throws(Failure) {
    do throws(KernelError) {
      try Files.rename(ContainerStore.unpublishedGate, at: directory.raw, to: ContainerStore.gate)
    } catch {
      throw Failure(error, .store)
    }
  }

  var hasGate: Bool { Files.exists(ContainerStore.gate, at: directory.raw) }

  /// The gate's writing end; nil when nobody waits behind it.
  borrowing func openGate() throws(Failure) -> Descriptor? {
    do throws(KernelError) {
      return try Files.open(ContainerStore.gate, at: directory.raw, OpenFlags.writeOnly | OpenFlags.nonBlocking)
    } catch {
      // ENXIO: a FIFO without a reader.
      if error.errno == .ENXIO || error.errno == .ENOENT { return nil }
      throw Failure(error, .store)
    }
  }

  borrowing func removeGate() throws(Failure) {
    do throws(KernelError) {
      try unlinkIfThere(ContainerStore.gate)
    } catch {
      throw Failure(error, .store)
    }
  }
}
