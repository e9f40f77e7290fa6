// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Kernel

/// `bundle logs`.
struct Logs: Verb {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Show what a container has written.",
    discussion: """
      Containers run with --rm in the foreground have no log.

      Examples:
        bundle logs -f --tail 20 web
        bundle logs --since 10m -t web
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.short, .long], help: "Go on as long as it runs.") var follow = false
  @Flag(name: [.short, .long], help: "With the time of each line.") var timestamps = false
  @Option(name: [.customShort("n"), .long], help: "Lines from the end, or all.") var tail = "all"
  @Option(help: "From a time on: 10m, 2026-11-24T10:00:00Z.") var since: String?
  @Option(help: "Up to a time.") var until: String?
  @Argument(help: "Name or ID.") var container: String

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let containers = ContainerStore(try global.store())
      var reader = LogReader(containers, try containers.find(container))
      reader.follows = follow
      reader.showsTimes = timestamps
      if tail != "all" {
        guard let count = Int(tail), count >= 0 else { throw Failure(.usage, "--tail \(tail): a number or all") }
        reader.tail = count
      }
      if let since { reader.since = try LogReader.time(since) }
      if let until { reader.until = try LogReader.time(until) }
      try reader.read { (line, stream) throws(Failure) in
        switch stream {
        case .output: try output(line)
        case .errors:
          try asFailure(.system) { () throws(KernelError) in try StandardStream.error.write(Array(line.utf8)) }
        }
      }
      return 0
    }
  }
}
