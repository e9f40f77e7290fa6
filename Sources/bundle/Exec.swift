// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import ImagePlan
import Kernel

/// `bundle exec`.
struct Exec: Verb {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run one more program in a running container.",
    discussion: """
      Ends with the program's status; 126 and 127 when it cannot be executed or found.

      Examples:
        bundle exec -it web sh
        bundle exec -u nobody -w /tmp web id
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.short, .customLong("interactive")], help: "Standard input is the program's.") var interactive = false
  @Flag(name: [.short, .customLong("tty")], help: "Give it a terminal.") var tty = false
  @Flag(name: [.short, .customLong("detach")], help: "Do not wait for it.") var detach = false
  @Flag(help: "All capabilities.") var privileged = false
  @Option(name: [.short, .customLong("env")], parsing: .singleValue, help: "NAME=VALUE, or NAME for your own value.")
  var env: [String] = []
  @Option(parsing: .singleValue, help: "Read variables from a file.", completion: .file()) var envFile: [String] = []
  @Option(name: [.short, .customLong("user")], help: "USER[:GROUP].") var user: String?
  @Option(name: [.short, .customLong("workdir")], help: "Working directory.") var workdir: String?
  @Argument(help: "Name or ID.") var container: String
  @Argument(parsing: .captureForPassthrough, help: "Program and arguments.") var command: [String] = []

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      var session = ExecSession()
      session.command = command.first == "--" ? Array(command.dropFirst()) : command
      if session.command.isEmpty { throw Failure(.usage, "exec: a command is missing") }
      for path in envFile {
        let bytes = try asFailure(.usage) { () throws(KernelError) in try Files.read(path, limit: 1 << 20) }
        session.environment += try ContainerEnvironment.file(String(decoding: bytes, as: UTF8.self), path: path)
      }
      session.environment += env
      session.user = user
      session.directory = workdir
      session.hasTerminal = tty
      session.keepsInput = interactive
      session.isDetached = detach
      session.isPrivileged = privileged
      let containers = ContainerStore(try global.store())
      return try session.run(try containers.find(container), containers, try RuntimeProgram(named: global.runtime))
    }
  }
}
