// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import OCI

/// `bundle ps`.
struct ListContainers: Verb {
  static let configuration = CommandConfiguration(
    commandName: "ps", abstract: "List containers.",
    discussion: """
      Examples:
        bundle ps -a
        bundle ps -q --filter status=exited
        bundle ps --format '{{.Names}} {{.Ports}}'
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.short, .long], help: "Those that do not run as well.") var all = false
  @Flag(name: [.short, .long], help: "IDs only.") var quiet = false
  @Flag(help: "Whole IDs and commands.") var noTrunc = false
  @Flag(name: [.short, .long], help: "The newest only.") var latest = false
  @Option(name: [.customShort("n"), .long], help: "The newest so many.") var last: Int?
  @Option(
    name: [.short, .long], parsing: .singleValue,
    help: "NAME=VALUE: id, name, status, exited, ancestor, network, volume, label.")
  var filter: [String] = []
  @Option(help: "A template, or json.") var format: String?

  func run() throws {
    let runtime = try RuntimeProgram(named: global.runtime)
    var rows: [ContainerRow] = []
    let isEverything =
      all || latest || last != nil || filter.contains { $0.hasPrefix("status=") || $0.hasPrefix("exited=") }
    for record in try ContainerStore(try global.store()).list() {
      let row = ContainerRow(record, runtime)
      if isEverything || row.isUp, try row.passes(filter) { rows.append(row) }
    }
    if let count = latest ? 1 : last { rows = Array(rows.prefix(count)) }
    try output(try text(rows))
  }

  private func text(_ rows: [ContainerRow]) throws(Failure) -> String {
    if quiet { return rows.map { (noTrunc ? $0.record.id : $0.record.shortID) + "\n" }.joined() }
    guard let format else {
      var table = Table(["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"])
      for row in rows { table.add(row.cells(truncated: !noTrunc)) }
      return table.text
    }
    if format == "json" { return rows.map { $0.value(truncated: !noTrunc).compact + "\n" }.joined() }
    let isTable = format.hasPrefix("table ")
    let template = try Template(isTable ? String(format.dropFirst("table ".count)) : format)
    var text = ""
    for row in rows { text += try template.render(row.value(truncated: !noTrunc)) + "\n" }
    return text
  }
}
