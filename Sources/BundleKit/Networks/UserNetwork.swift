// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The network of a container of a user without privileges: a program, slirp4netns(1), that is the other end of its
/// interface and makes ordinary connections of what comes out of it.
///
/// The program stays when the container's monitor is killed, as a bridge would; `stop` ends it.
struct UserNetwork {
  /// What slirp4netns gives: 10.0.2.0/24, itself at .2, names at .3, the container at .100.
  static let (address, gateway, nameServer, prefixLength) = ("10.0.2.100", "10.0.2.2", "10.0.2.3", 24)

  /// A program that is running, by pid and start time.
  struct Program: Sendable {
    var pid: Int32
    var startTime: UInt64

    init(pid: Int32, startTime: UInt64) {
      self.pid = pid
      self.startTime = startTime
    }

    /// Reads what `json` wrote.
    init?(_ value: JSONValue) {
      guard let start = UInt64(value.text("startTime")) else { return nil }
      self.init(pid: Int32(truncatingIfNeeded: value.number("pid")), startTime: start)
    }

    var json: JSONValue { .object([("pid", .integer(pid)), ("startTime", .string("\(startTime)"))]) }

    /// Ends it, if it still is the same.
    func end() {
      guard let process = try? Processes.open(pid), let status = try? ProcessStatus.of(pid: pid),
        status.startTime == startTime
      else { return }
      try? Processes.signal(process, Signal.terminate.rawValue)
      if (try? Polling.waitReadable(process, milliseconds: 2000)) != true {
        try? Processes.signal(process, Signal.kill.rawValue)
      }
      // Ours, when we are the monitor.
      _ = try? Processes.wait(pid: pid)
    }
  }

  private let namespace: String
  private let socket: String

  /// `id`: of the container; the namespace is there.
  init(namespace: String, id: String) throws(Failure) {
    self.namespace = namespace
    // A socket's path is short.
    socket = try RunRoot.folder("networks") + "/" + id.prefix(16) + ".sock"
  }

  /// Starts the program, and returns when the interface is up.
  func start() throws(Failure) -> Program {
    let path = try UserNetwork.find()
    try? Files.unlink(socket)
    return try asFailure(.network) { () throws(KernelError) in
      var ready = try Pipe()
      let null = try Files.open("/dev/null", OpenFlags.readWrite)
      var errors = try Pipe()
      var program = Spawn(
        path: path,
        arguments: [
          "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", "--enable-sandbox",
          "--enable-seccomp", "--api-socket=" + socket, "--ready-fd=3", "--netns-type=path", namespace, "tap0",
        ], environment: ProcessEnvironment.all)
      program.stdio = (null.raw, null.raw, errors.writing.raw)
      program.passed = [ready.writing.raw]
      program.leadsSession = true
      program.directory = "/"
      let child = try program.start()
      ready.writing = Descriptor(owning: -1)
      errors.writing = Descriptor(owning: -1)
      var word: [UInt8] = []
      guard try ready.reading.read(into: &word, limit: 1) == 1 else {
        let words = (try? errors.reading.readAll(limit: 1 << 16)) ?? []
        _ = try? Processes.wait(child.pidfd)
        throw KernelError("slirp4netns", UserNetwork.last(words), .EIO)
      }
      let status = try ProcessStatus.of(pid: child.pid)
      return Program(pid: child.pid, startTime: status?.startTime ?? 0)
    }
  }

  private static func last(_ words: [UInt8]) -> String {
    String(decoding: words.split(separator: 0x0a).last ?? [], as: UTF8.self)
  }

  private static func find() throws(Failure) -> String {
    for folder in ["/usr/bin", "/usr/local/bin", "/bin"] {
      let path = folder + "/slirp4netns"
      if (try? Files.checkExecutable(path)) != nil { return path }
    }
    throw Failure(
      .network, "slirp4netns is not installed: without root it is a container's network",
      hint: "apt install slirp4netns, or --net none or host")
  }

  /// Publishes a port.
  func publish(_ port: ContainerNetwork.Port) throws(Failure) {
    let host = port.hostAddress.isEmpty ? "0.0.0.0" : port.hostAddress
    let request = JSONValue.object([
      ("execute", .string("add_hostfwd")),
      (
        "arguments",
        .object([
          ("proto", .string(port.transport)), ("host_addr", .string(host)), ("host_port", .integer(port.host)),
          ("guest_addr", .string(UserNetwork.address)), ("guest_port", .integer(port.container)),
        ])
      ),
    ])
    let answer = try asFailure(.network) { () throws(KernelError) in
      let connection = try UnixSocket.connect(socket)
      try connection.write(Array(request.compact.utf8))
      return try connection.readAll(limit: 1 << 16)
    }
    let value = try? JSONValue(parsing: answer)
    guard value?["return"] != nil else {
      let cause = value?["error"]?["desc"]?.string ?? "no answer"
      throw Failure(.network, "publish \(host):\(port.host): slirp4netns: \(Table.printable(cause))")
    }
  }

  func removeSocket() { try? Files.unlink(socket) }
}
