// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI

/// The process that a user's user and mount namespaces live in while somebody works in them; it has nothing to do.
///
///     ROOT/namespaces/holder   its pid and start time
///     ROOT/namespaces/users    a FIFO: it reads, whoever works in the namespaces has it open for writing
///     ROOT/namespaces/lock     taken to enter, and by the holder to leave
///
/// The namespaces cannot be kept as bind mounts, as networks are: those would be in the mount namespace itself, and
/// the user may not mount anything outside of it.
package enum NamespaceHolder {
  static func folder() throws(Failure) -> String { try RunRoot.folder("namespaces") }

  /// Numbers of the pipes in the holder: what it says, and what it waits for.
  private static let (says, waits): (Int32, Int32) = (3, 4)

  /// The holder's side: makes the namespaces, and stays until nobody uses them any more.
  package static func hold() throws(Failure) {
    let says = Descriptor(owning: NamespaceHolder.says)
    let waits = Descriptor(owning: NamespaceHolder.waits)
    let folder = try folder()
    try asFailure(.namespace) { () throws(KernelError) in
      try ProcessNamespaces.unshare([Namespaces(.user), Namespaces(.mount)])
      // Whoever enters looks at our files in /proc, which the new credentials have closed.
      try Credentials.setDumpable(true)
      try says.write([1])
      var word: [UInt8] = []
      // The users are mapped now; nothing to read means that it could not be done.
      guard try waits.read(into: &word, limit: 1) == 1 else { return }
      // What the host mounts is seen here, what is mounted here is not seen there.
      try Mounts.setPropagation("/", MountFlags.slave | MountFlags.recursive)
      let users = try Files.open(folder + "/users", OpenFlags.readOnly | OpenFlags.nonBlocking)
      let status = try ProcessStatus.of(pid: Processes.ownPID)
      let text = "\(Processes.ownPID) \(status?.startTime ?? 0)"
      try Files.replace(
        folder + "/holder", temporary: folder + "/holder.new", mode: 0o600, with: Array(text.utf8))
      try says.write([2])
      try wait(users, folder)
    }
  }

  /// Waits until the last user has gone, and nobody is about to come.
  private static func wait(_ users: borrowing Descriptor, _ folder: String) throws(KernelError) {
    while true {
      // A FIFO hangs up when its last writer has gone, not before there was one.
      try isHungUp(users, milliseconds: nil)
      let lock = try Files.open(folder + "/lock", OpenFlags.readWrite | OpenFlags.create, mode: 0o600)
      try lock.lock(exclusive: true)
      if try isHungUp(users, milliseconds: 0) { return try Files.unlink(folder + "/holder") }
    }
  }

  @discardableResult
  private static func isHungUp(_ users: borrowing Descriptor, milliseconds: Int64?) throws(KernelError) -> Bool {
    var entries = [PollEntry(users.raw, 0)]
    _ = try Polling.wait(&entries, milliseconds: milliseconds)
    return entries[0].answer & PollEntry.hungUp != 0
  }

  /// The pid of the holder that lives.
  static func find(_ folder: String) -> Int32? {
    guard let bytes = try? Files.read(folder + "/holder", limit: 64) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard words.count == 2, let pid = Int32(words[0]), let start = UInt64(words[1]),
      let status = try? ProcessStatus.of(pid: pid), status.startTime == start, !status.isDead
    else { return nil }
    return pid
  }

  /// Starts one; `map` gives its namespace users.
  static func start(_ map: (Int32) throws(Failure) -> Void) throws(Failure) -> Int32 {
    try asFailure(.namespace) { () throws(KernelError) -> Started in try spawn() }.finish(map)
  }

  private static func spawn() throws(KernelError) -> Started {
    var says = try Pipe()
    var waits = try Pipe()
    let null = try Files.open("/dev/null", OpenFlags.readWrite)
    var program = Spawn(
      path: "/proc/self/exe", arguments: ["bundle", "hold-namespaces"], environment: ProcessEnvironment.all)
    program.stdio = (null.raw, null.raw, 2)
    program.passed = [says.writing.raw, waits.reading.raw]
    program.leadsSession = true
    program.directory = "/"
    let child = try program.start()
    says.writing = Descriptor(owning: -1)
    waits.reading = Descriptor(owning: -1)
    return Started(child: child, says: says, waits: waits)
  }
}

/// A holder on its way.
private struct Started: ~Copyable {
  let child: Processes.Child
  let says: Pipe
  var waits: Pipe

  init(child: consuming Processes.Child, says: consuming Pipe, waits: consuming Pipe) {
    self.child = child
    self.says = says
    self.waits = waits
  }

  /// Gives it its users, and waits until it is what it has to be; its pid.
  consuming func finish(_ map: (Int32) throws(Failure) -> Void) throws(Failure) -> Int32 {
    try listen()
    do throws(Failure) {
      try map(child.pid)
    } catch {
      waits.writing = Descriptor(owning: -1)
      _ = try? Processes.wait(child.pidfd)
      throw error
    }
    try asFailure(.namespace) { () throws(KernelError) in try waits.writing.write([1]) }
    try listen()
    return child.pid
  }

  /// Waits for its next word; without one it has said on standard error why there is none.
  private func listen() throws(Failure) {
    var word: [UInt8] = []
    if (try? says.reading.read(into: &word, limit: 1)) == 1 { return }
    _ = try? Processes.wait(child.pidfd)
    throw Failure(
      .namespace, "no user namespace can be made",
      hint: "sysctl user.max_user_namespaces or kernel.apparmor_restrict_unprivileged_userns may forbid it")
  }
}
