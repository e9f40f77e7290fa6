// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// A server of a test, stopped with it.
struct TestServer {
  let port: Int

  /// Starts `path` and waits until it answers at the port that `port` tells when it knows it.
  init(_ path: String, _ arguments: [String], _ fixture: Fixture, port: () -> Int?) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let pid = process.processIdentifier
    fixture.defer { kill(pid, SIGKILL) }
    for _ in 0..<400 {
      if let number = port(), TestServer.answers(number) {
        self.port = number
        return
      }
      usleep(25_000)
    }
    throw CocoaError(.fileReadUnknown)
  }

  /// The registry with an image that goes wrong.
  static func faulty(_ fixture: Fixture) throws -> TestServer {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/FaultyRegistry/server.py"
    let file = fixture.path("port")
    return try TestServer("/usr/bin/python3", [script, file], fixture) {
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Int($0) }
    }
  }

  /// What the faulty registry was asked: method, path, Range, Authorization.
  static func log(_ fixture: Fixture) throws -> [[String?]] {
    try String(contentsOfFile: fixture.path("port.log"), encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode([String?].self, from: Data($0.utf8))
    }
  }

  /// Debian's docker-registry; `more` are lines of its configuration below `http:`.
  static func docker(_ fixture: Fixture, http more: String = "", auth: String = "") throws -> TestServer {
    let port = try freePort()
    let text = """
      version: 0.1
      log: {level: error}
      storage: {filesystem: {rootdirectory: "\(fixture.path("registry"))"}}
      http:
        addr: "127.0.0.1:\(port)"
      \(more)
      \(auth)
      """
    let file = try fixture.file("registry.yml", text)
    return try TestServer("/usr/bin/docker-registry", ["serve", file], fixture) { port }
  }

  private static func socketAddress(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    return address
  }

  private static func withSocket<T>(
    _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) throws -> T
  ) rethrows -> T {
    let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(number) }
    var address = socketAddress(port)
    return try withUnsafePointer(to: &address) {
      try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try body(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func answers(_ port: Int) -> Bool { withSocket(port) { connect($0, $1, $2) == 0 } }

  private static func freePort() throws -> Int {
    try withSocket(0) { number, address, length in
      try #require(bind(number, address, length) == 0)
      var bound = sockaddr_in()
      var size = length
      withUnsafeMutablePointer(to: &bound) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(number, $0, &size) }
      }
      return Int(UInt16(bigEndian: bound.sin_port))
    }
  }
}

/// The program `bundle` with a store and an environment of its own.
struct BundleProgram {
  let fixture: Fixture
  var store = "store"
  var environment: [String: String]

  init(_ fixture: Fixture) throws {
    self.fixture = fixture
    environment = [
      "HOME": fixture.path("home"), "PATH": "/usr/bin:/bin",
      "CONTAINERS_REGISTRIES_CONF": try fixture.file("registries.conf", ""),
      "REGISTRY_AUTH_FILE": try fixture.file("auth.json", "{}"),
    ]
  }

  func callAsFunction(_ arguments: String...) throws -> Program.Result {
    let options = ["--store", fixture.path(store)]
    return try Program.run(
      Repository.built("bundle"), [arguments[0]] + options + arguments.dropFirst(), environment: environment)
  }

  /// Runs it, expects success, and returns the last line of its output.
  @discardableResult
  func succeed(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let options = ["--store", fixture.path(store)]
    let result = try Program.run(
      Repository.built("bundle"), [arguments[0]] + options + arguments.dropFirst(), environment: environment)
    #expect(result.status == 0, "\(arguments): \(result.errors)", sourceLocation: sourceLocation)
    return result.output.split(separator: "\n").last.map { String($0) } ?? ""
  }

  /// Imports an image of one file and returns its ID.
  func makeImage(_ name: String, text: String = "hello") throws -> String {
    try fixture.file("rootfs/etc/hello", text)
    let tar = try Program.run(
      "/usr/bin/tar", ["-czf", fixture.path("rootfs.tar.gz"), "-C", fixture.path("rootfs"), "."])
    #expect(tar.status == 0)
    return try succeed("import", fixture.path("rootfs.tar.gz"), name, "--change", "CMD [\"/hello\"]")
  }
}
