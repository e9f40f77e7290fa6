// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The network of a container of a user without privileges: a program, slirp4netns(1) or pasta(1), that is the other end of
/// its interface and makes ordinary connections of what comes out of it.
///
/// The program stays when the container's monitor is killed, as a bridge would; `stop` ends it.
struct UserNetwork {
  /// What slirp4netns gives, and pasta is told: 10.0.2.0/24, itself at .2, names at .3, the container at .100.
  static let (address, gateway, nameServer, prefixLength) = ("10.0.2.100", "10.0.2.2", "10.0.2.3", 24)

  /// A program that is running, by pid and start time.
  struct Program: Sendable {
    var pid: Int32
    var startTime: UInt64

    init(pid: Int32, startTime: UInt64) {
      self.pid = pid
      self.startTime = startTime
    }

    /// One that runs now.
    init(pid: Int32) throws(KernelError) {
      self.init(pid: pid, startTime: try ProcessStatus.of(pid: pid)?.startTime ?? 0)
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

  private enum Kind: String {
    case slirp4netns, pasta
  }

  private let namespace: String
  private let kind: Kind
  private let path: String
  /// slirp4netns takes requests at it.
  private let socket: String
  /// pasta writes its pid to it.
  private let pidFile: String

  /// `id`: of the container; the namespace is there.
  init(namespace: String, id: String) throws(Failure) {
    self.namespace = namespace
    (kind, path) = try UserNetwork.find()
    // A socket's path is short.
    let folder = try RunRoot.folder("networks") + "/" + id.prefix(16)
    (socket, pidFile) = (folder + ".sock", folder + ".pid")
  }

  private static func find() throws(Failure) -> (Kind, String) {
    for kind in [Kind.slirp4netns, .pasta] {
      for folder in ["/usr/bin", "/usr/local/bin", "/bin"] {
        let path = folder + "/" + kind.rawValue
        if (try? Files.checkExecutable(path)) != nil { return (kind, path) }
      }
    }
    throw Failure(
      .network, "neither slirp4netns nor pasta is installed: without root one of them is a container's network",
      hint: "apt install slirp4netns, or --net none or host")
  }

  /// Starts the program, and returns when the interface is up and the ports answer.
  ///
  /// `started` is told of it before the ports, which may fail.
  func start(
    _ ports: [ContainerNetwork.Port], started: (Program) throws(Failure) -> Void
  ) throws(Failure) {
    defer { clear() }
    clear()
    switch kind {
    case .slirp4netns:
      try started(try startSlirp())
      for port in ports { try publish(port) }
    case .pasta: try started(try startPasta(ports))
    }
  }

  /// Removes what was needed to start.
  private func clear() {
    for path in [socket, pidFile] { try? Files.unlink(path) }
  }

  private func startSlirp() throws(Failure) -> Program {
    try asFailure(.network) { () throws(KernelError) in
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
      return try Program(pid: child.pid)
    }
  }

  private static func last(_ words: [UInt8]) -> String {
    Table.printable(String(decoding: words.split(separator: 0x0a).last ?? [], as: UTF8.self))
  }

  /// Publishes a port through slirp4netns.
  private func publish(_ port: ContainerNetwork.Port) throws(Failure) {
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

  /// pasta goes into the background when everything is as it was asked.
  private func startPasta(_ ports: [ContainerNetwork.Port]) throws(Failure) -> Program {
    var words = [
      "pasta", "--config-net", "--ipv4-only", "-a", UserNetwork.address, "-n", "255.255.255.0",
      "-g", UserNetwork.gateway, "--dns-forward", UserNetwork.nameServer, "-I", "tap0", "--no-map-gw", "-T", "none",
      "-U", "none", "-P", pidFile, "--netns-only", "--netns", namespace,
    ]
    for (option, transport) in [("-t", "tcp"), ("-u", "udp")] {
      let chosen = ports.filter { $0.transport == transport }
      for port in chosen {
        words += [option, (port.hostAddress.isEmpty ? "" : port.hostAddress + "/") + "\(port.host):\(port.container)"]
      }
      if chosen.isEmpty { words += [option, "none"] }
    }
    var program = Subprocess(path: path, arguments: words, environment: ProcessEnvironment.all)
    program.timeout = 10_000
    let result = try asFailure(.network) { () throws(KernelError) in try program.run() }
    guard result.outcome == .ended(.exited(0)) else {
      throw Failure(
        .network, "pasta: \(UserNetwork.last(result.errorOutput))",
        hint: "it needs an interface of the host with a route; slirp4netns does not")
    }
    return try asFailure(.network) { () throws(KernelError) in
      let text = String(decoding: try Files.read(pidFile, limit: 64), as: UTF8.self)
      guard let pid = Int32(text.prefix { $0.isNumber }) else { throw KernelError("read", pidFile, .EINVAL) }
      return try Program(pid: pid)
    }
  }
}
