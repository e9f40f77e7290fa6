// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Kernel

/// `bundle run`.
struct Run: Verb {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make a container of an image and start it.",
    discussion: """
      Ends with the status of the container's program; 125 when bundle failed, 126 and 127 when the program
      cannot be executed or found.

      Examples:
        bundle run -d -p 4000:80 --name web helloworld
        bundle run -it --rm debian sh
        bundle run --rm -v data:/test -v /home:/home:ro --memory 64m helloworld ls /test
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.short, .customLong("detach")], help: "Print its ID and let it run.") var detach = false
  @OptionGroup var options: RunOptions

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let runtime = try RuntimeProgram(named: global.runtime)
      let record = try options.make(global)
      let containers = ContainerStore(try global.store())
      if detach {
        try DetachedMonitor(containers, runtime).start(record)
        try output(record.id + "\n")
        return 0
      }
      let monitor = Monitor(containers, runtime, record, .foreground)
      do throws(Failure) {
        try monitor.start()
      } catch {
        // As docker does: what never ran is kept for a look, unless it was to remove itself.
        if record.removesItself {
          try? ContainerRemoval(containers, runtime).remove(record, force: true, withVolumes: true)
        }
        throw error
      }
      return try monitor.wait()
    }
  }
}

/// `bundle create`.
struct Create: Verb {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a container of an image without starting it.",
    discussion: """
      Example:
        bundle create --name web -p 4000:80 helloworld && bundle start web
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: RunOptions

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      try output(try options.make(global).id + "\n")
      return 0
    }
  }
}

/// `bundle start`.
struct Start: Verb {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Start containers that are made or have ended.",
    discussion: """
      Examples:
        bundle start web
        bundle start -a job      # with its output here, and its status
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.short, .customLong("attach")], help: "Its output comes here; ends with its status.") var attach = false
  @Flag(name: [.short, .customLong("interactive")], help: "Standard input too, of one made with -i.") var interactive =
    false
  @Argument(help: "Names or IDs.") var names: [String]

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let runtime = try RuntimeProgram(named: global.runtime)
      let containers = ContainerStore(try global.store())
      if attach || interactive {
        guard names.count == 1 else { throw Failure(.usage, "start -a: one container at a time") }
        let record = try containers.find(names[0])
        let monitor = Monitor(containers, runtime, record, .foreground)
        try monitor.start()
        return try monitor.wait()
      }
      return ContainerExit.each(names, global) { (name) throws(Failure) in
        let record = try containers.find(name)
        if !record.isRunning { try DetachedMonitor(containers, runtime).start(record) }
        try output(name + "\n")
      }
    }
  }
}

/// `bundle monitor`: what stays with a detached container; not for people.
struct MonitorVerb: Verb {
  static let configuration = CommandConfiguration(commandName: "monitor", shouldDisplay: false)

  @OptionGroup var global: GlobalOptions
  @Argument var id: String

  func run() throws {
    try ContainerExit.reporting(global) { () throws(Failure) in
      let runtime = try RuntimeProgram(named: global.runtime)
      let containers = ContainerStore(try global.store())
      return try DetachedMonitor(containers, runtime).perform(id)
    }
  }
}

/// How verbs on containers end.
enum ContainerExit {
  /// Runs `body`, whose status becomes ours; failures get docker's numbers.
  static func reporting(_ global: GlobalOptions, _ body: () throws(Failure) -> Int32) throws {
    let status: Int32
    do {
      status = try body()
    } catch {
      global.report(error)
      throw ExitCode(error.engineStatus)
    }
    if status != 0 { throw ExitCode(status) }
  }

  /// Does something for each of several containers; a failure of one does not keep the others from it.
  static func each(_ names: [String], _ global: GlobalOptions, _ body: (String) throws(Failure) -> Void) -> Int32 {
    var status: Int32 = 0
    for name in names {
      do {
        try body(name)
      } catch {
        global.report(error)
        status = 1
      }
    }
    return status
  }
}
