// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import OCI

/// `bundle volume`.
struct Volumes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "volume", abstract: "Folders that outlive containers.",
    subcommands: [Create.self, Inspect.self, List.self, Prune.self, Remove.self])
}

extension Volumes {
  struct Create: Verb {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract: "Make a volume.",
      discussion: """
        Example:
          bundle volume create --label app=web data
        """)
    @OptionGroup var global: GlobalOptions
    @Option(parsing: .singleValue, help: "NAME=VALUE.") var label: [String] = []
    @Argument(help: "Its name; 64 random digits otherwise.") var name: String?

    func run() throws {
      let labels = label.map { text -> KeyValue in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return KeyValue(key: parts[0], value: parts.count == 2 ? parts[1] : "")
      }
      try output(try VolumeStore(try global.store()).create(name ?? "", labels: labels).0.name + "\n")
    }
  }

  struct List: Verb {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List volumes.")
    @OptionGroup var global: GlobalOptions
    @Flag(name: [.short, .long], help: "Names only.") var quiet = false
    @Option(name: [.short, .long], parsing: .singleValue, help: "dangling=true|false, name=TEXT, label=NAME[=VALUE].")
    var filter: [String] = []
    @Option(help: "A template, or json.") var format: String?

    func run() throws {
      let volumes = VolumeStore(try global.store())
      let users = try volumes.users()
      var found: [Volume] = []
      for volume in try volumes.list() {
        if try filter.allSatisfy({ try VolumeFilter.passes(volume, $0, isUsed: users[volume.name] != nil) }) {
          found.append(volume)
        }
      }
      if quiet { return try output(found.map { $0.name + "\n" }.joined()) }
      guard let format else {
        var table = Table(["DRIVER", "VOLUME NAME"])
        for volume in found { table.add(["local", volume.name]) }
        return try output(table.text)
      }
      let template = format == "json" ? nil : try Template(format)
      for volume in found { try output((try template?.render(volume.json) ?? volume.json.compact) + "\n") }
    }
  }

  struct Inspect: Verb {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show everything known of volumes, as JSON.")
    @OptionGroup var global: GlobalOptions
    @Option(name: [.short, .long], help: "A template for each.") var format: String?
    @Argument(help: "Names.") var names: [String]

    func run() throws {
      let volumes = VolumeStore(try global.store())
      var values: [JSONValue] = []
      for name in names { values.append(try volumes.read(name).json) }
      guard let format else { return try output(JSONValue.array(values).pretty + "\n") }
      let template = try Template(format)
      for value in values { try output(try template.render(value) + "\n") }
    }
  }

  struct Remove: Verb {
    static let configuration = CommandConfiguration(commandName: "rm", abstract: "Remove volumes with their content.")
    @OptionGroup var global: GlobalOptions
    @Flag(name: [.short, .long], help: "Those that do not exist are no error.") var force = false
    @Argument(help: "Names.") var names: [String]

    func run() throws {
      try ContainerExit.reporting(global) { () throws(Failure) in
        let volumes = VolumeStore(try global.store())
        return ContainerExit.each(names, global) { (name) throws(Failure) in
          if force, (try? volumes.read(name)) == nil { return }
          try volumes.remove(name, unlessUsed: true)
          try output(name + "\n")
        }
      }
    }
  }

  struct Prune: Verb {
    static let configuration = CommandConfiguration(
      commandName: "prune",
      abstract: "Remove anonymous volumes that no container has.",
      discussion: """
        Example:
          bundle volume prune --all     # those with names as well
        """)
    @OptionGroup var global: GlobalOptions
    @Flag(name: [.short, .long], help: "Those with names as well.") var all = false

    func run() throws {
      let volumes = VolumeStore(try global.store())
      let users = try volumes.users()
      for volume in try volumes.list() where users[volume.name] == nil && (all || volume.isAnonymous) {
        try volumes.remove(volume.name, unlessUsed: true)
        try output(volume.name + "\n")
      }
    }
  }
}

/// Filters of `volume ls`.
enum VolumeFilter {
  static func passes(_ volume: Volume, _ filter: String, isUsed: Bool) throws(Failure) -> Bool {
    let parts = filter.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw Failure(.usage, "--filter \(filter): not NAME=VALUE") }
    switch parts[0] {
    case "dangling": return isUsed != (parts[1] == "true" || parts[1] == "1")
    case "name": return volume.name.contains(parts[1])
    case "label":
      let pair = parts[1].split(separator: "=", maxSplits: 1).map(String.init)
      return volume.labels.contains { $0.key == pair[0] && (pair.count < 2 || $0.value == pair[1]) }
    default: throw Failure(.usage, "--filter \(parts[0]): not known", hint: "dangling, name, label")
    }
  }
}
