// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import ImagePlan
import LinuxABI

/// `bundle stop`.
struct Stop: Verb {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "End containers: their stop signal first, SIGKILL after some seconds.",
    discussion: """
      Example:
        bundle stop -t 2 web
      """)

  @OptionGroup var global: GlobalOptions
  @Option(
    name: [.short, .customLong("time"), .customLong("timeout")], help: "Seconds until SIGKILL; -1 waits for ever.")
  var time: Int32?
  @Argument(help: "Names or IDs.") var names: [String]

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let containers = ContainerStore(try global.store())
      let removal = ContainerRemoval(containers, try RuntimeProgram(named: global.runtime))
      return ContainerExit.each(names, global) { (name) throws(Failure) in
        try removal.stop(try containers.find(name), seconds: time)
        try output(name + "\n")
      }
    }
  }
}

/// `bundle kill`.
struct Kill: Verb {
  static let configuration = CommandConfiguration(
    commandName: "kill",
    abstract: "Send a signal to the first process of containers.",
    discussion: """
      Example:
        bundle kill -s HUP web
      """)

  @OptionGroup var global: GlobalOptions
  @Option(name: [.short, .long], help: "The signal, by name or number.") var signal = "KILL"
  @Argument(help: "Names or IDs.") var names: [String]

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      guard let number = Signal(parsing: signal) else { throw Failure(.usage, "--signal \(signal): no such signal") }
      let containers = ContainerStore(try global.store())
      let removal = ContainerRemoval(containers, try RuntimeProgram(named: global.runtime))
      return ContainerExit.each(names, global) { (name) throws(Failure) in
        let record = try containers.find(name)
        guard record.isRunning else { throw Failure(.containerState, "container \(record.name) is not running") }
        try removal.signal(record, number.rawValue)
        try output(name + "\n")
      }
    }
  }
}

/// `bundle rm`.
struct RemoveContainers: Verb {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Remove containers.",
    discussion: """
      Examples:
        bundle rm -v web
        bundle rm -f $(bundle ps -aq)
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.short, .long], help: "Kill those that run; those that do not exist are no error.") var force = false
  @Flag(name: [.customShort("v"), .long], help: "Their anonymous volumes too.") var volumes = false
  @Argument(help: "Names or IDs.") var names: [String]

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let containers = ContainerStore(try global.store())
      let removal = ContainerRemoval(containers, try RuntimeProgram(named: global.runtime))
      return ContainerExit.each(names, global) { (name) throws(Failure) in
        do throws(Failure) {
          try removal.remove(try containers.find(name), force: force, withVolumes: volumes)
        } catch {
          if force, error.code == .containerMissing { return }
          throw error
        }
        try output(name + "\n")
      }
    }
  }
}

/// `bundle wait`.
struct Wait: Verb {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait for containers to end, and print their statuses.",
    discussion: """
      Example:
        bundle wait job && bundle logs job
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Names or IDs.") var names: [String]

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let containers = ContainerStore(try global.store())
      let removal = ContainerRemoval(containers, try RuntimeProgram(named: global.runtime))
      return ContainerExit.each(names, global) { (name) throws(Failure) in
        try output("\(try removal.wait(try containers.find(name)))\n")
      }
    }
  }
}

/// `bundle pause`.
struct Pause: Verb {
  static let configuration = CommandConfiguration(commandName: "pause", abstract: "Freeze every process of containers.")
  @OptionGroup var global: GlobalOptions
  @Argument(help: "Names or IDs.") var names: [String]
  func run() throws { try RuntimeVerb.run("pause", names, global) }
}

/// `bundle unpause`.
struct Unpause: Verb {
  static let configuration = CommandConfiguration(
    commandName: "unpause", abstract: "Let the processes of paused containers go on.")
  @OptionGroup var global: GlobalOptions
  @Argument(help: "Names or IDs.") var names: [String]
  func run() throws { try RuntimeVerb.run("resume", names, global) }
}

/// Verbs that are the runtime's own.
enum RuntimeVerb {
  static func run(_ verb: String, _ names: [String], _ global: GlobalOptions) throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let containers = ContainerStore(try global.store())
      let runtime = try RuntimeProgram(named: global.runtime)
      return ContainerExit.each(names, global) { (name) throws(Failure) in
        let record = try containers.find(name)
        guard record.isRunning else { throw Failure(.containerState, "container \(record.name) is not running") }
        try runtime.run([verb, record.id], during: "\(verb) \(record.name)")
        try output(name + "\n")
      }
    }
  }
}

/// `bundle rename`.
struct Rename: Verb {
  static let configuration = CommandConfiguration(commandName: "rename", abstract: "Give a container another name.")
  @OptionGroup var global: GlobalOptions
  @Argument(help: "Name or ID.") var container: String
  @Argument(help: "The new name.") var name: String

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let containers = ContainerStore(try global.store())
      try containers.rename(try containers.find(container).id, to: try ContainerName.check(name))
      return 0
    }
  }
}
