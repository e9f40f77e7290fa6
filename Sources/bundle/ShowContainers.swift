// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import ImagePlan
import Kernel

/// `bundle top`.
struct Top: Verb {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show the processes of a container, as ps(1) does.",
    discussion: """
      Example:
        bundle top web -o pid,user,args
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name or ID.") var container: String
  @Argument(parsing: .captureForPassthrough, help: "Options of ps(1).") var options: [String] = []

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let record = try ContainerStore(try global.store()).find(container)
      guard record.isRunning else { throw Failure(.containerState, "container \(record.name) is not running") }
      let text = try RuntimeProgram(named: global.runtime).run(
        ["ps", record.id] + options, during: "top \(record.name)")
      try output(String(decoding: text, as: UTF8.self))
      return 0
    }
  }
}

/// `bundle port`.
struct Port: Verb {
  static let configuration = CommandConfiguration(
    commandName: "port",
    abstract: "Show where the host answers for a container's ports.",
    discussion: """
      Example:
        bundle port web 80/tcp
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name or ID.") var container: String
  @Argument(help: "One port of the container: 80, 53/udp.") var port: String?

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let record = try ContainerStore(try global.store()).find(container)
      let wanted = port.map { $0.contains("/") ? $0 : $0 + "/tcp" }
      var isFound = false
      for entry in record.network.ports where entry.host > 0 && record.isRunning {
        let name = "\(entry.container)/\(entry.transport)"
        if let wanted, name != wanted { continue }
        isFound = true
        let host = entry.hostAddress.isEmpty ? "0.0.0.0" : entry.hostAddress
        let place = "\(host.contains(":") ? "[\(host)]" : host):\(entry.host)\n"
        try output(wanted == nil ? "\(name) -> \(place)" : place)
      }
      if let wanted, !isFound { throw Failure(.network, "container \(record.name) does not publish \(wanted)") }
      return 0
    }
  }
}
