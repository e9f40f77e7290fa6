// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import Kernel
import OCI

/// `bundle history`.
struct History: Verb {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show how an image was made.",
    discussion: """
      The newest step first; SIZE is that of its layer as it is stored.

      Examples:
        bundle history helloworld
        bundle history --no-trunc --format json helloworld
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: .shortAndLong, help: "IDs only.") var quiet = false
  @Flag(help: "Whole IDs and commands.") var noTrunc = false
  @Option(help: "table or json, an object a line.") var format = ListFormat.table
  @Argument(help: "A name, an ID or its first digits.") var image: String

  func run() throws {
    let now = Clock.now().seconds
    let rows = HistoryRow.rows(of: try global.store().images.resolve(image))
    func id(_ row: HistoryRow) -> String {
      noTrunc || !row.id.hasPrefix("sha256:") ? row.id : String(row.id.dropFirst(7).prefix(12))
    }
    if quiet {
      for row in rows { try output(id(row) + "\n") }
      return
    }
    switch format {
    case .json: for row in rows { try output(row.value(at: now).compact + "\n") }
    case .table:
      var table = Table(["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"])
      for row in rows {
        let command = row.entry.createdBy
        table.add([
          id(row), row.created.map { Words.age(of: $0, at: now) } ?? "N/A",
          noTrunc || command.count <= 45 ? command : command.prefix(44) + "…", Words.size(row.size), row.entry.comment,
        ])
      }
      try output(table.text)
    }
  }
}
