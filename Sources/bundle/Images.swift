// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Kernel
import OCI

/// How a list is written.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json
}

/// `bundle images`.
struct Images: Verb {
  static let configuration = CommandConfiguration(
    commandName: "images",
    abstract: "List the images of the store.",
    discussion: """
      SIZE is what manifest, configuration and layers take as they are stored, compressed.

      Examples:
        bundle images
        bundle images --format json | jq -r .ID
        bundle rmi $(bundle images -q --filter dangling=true)
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: .shortAndLong, help: "IDs only.") var quiet = false
  @Flag(help: "Whole IDs.") var noTrunc = false
  @Flag(help: "Show digests.") var digests = false
  @Option(help: "table or json, an object a line.") var format = ListFormat.table
  @Option(name: [.short, .long], help: "dangling=true or dangling=false.") var filter: [String] = []
  @Argument(help: "Only images of this repository, or this name.") var name: String?

  func run() throws {
    let now = Clock.now().seconds
    let rows = try chosen(try global.store().images.list().map { ImageRow($0) })
    if quiet {
      var seen: Set<String> = []
      for row in rows where seen.insert(row.image.configDigest.text).inserted {
        try output((noTrunc ? row.image.configDigest.text : row.image.configDigest.short) + "\n")
      }
      return
    }
    switch format {
    case .json: for row in rows { try output(row.value(at: now).compact + "\n") }
    case .table:
      var table = Table(
        ["REPOSITORY", "TAG"] + (digests ? ["DIGEST"] : []) + ["IMAGE ID", "CREATED", "SIZE"])
      for row in rows {
        let id = noTrunc ? row.image.configDigest.text : row.image.configDigest.short
        table.add(
          [row.repository, row.tag] + (digests ? [row.digest] : []) + [
            id, row.age(at: now), Words.size(row.image.size),
          ])
      }
      try output(table.text)
    }
  }

  /// The rows that the name and the filters let through, the newest first.
  private func chosen(_ rows: [ImageRow]) throws(Failure) -> [ImageRow] {
    var rows = rows
    for filter in filter {
      switch filter {
      case "dangling=true": rows.removeAll { $0.image.reference != nil }
      case "dangling=false": rows.removeAll { $0.image.reference == nil }
      default: throw Failure(.usage, "filter \"\(filter)\": dangling=true and dangling=false are known")
      }
    }
    if let name {
      let wanted = try parseReference(name)
      rows.removeAll { row in
        guard let reference = row.image.reference else { return true }
        let isNamed =
          reference.repository == wanted.repository && (wanted.registry == nil || wanted.registry == reference.registry)
        return !isNamed || (wanted.tag != nil && wanted.tag != reference.tag)
      }
    }
    return rows.sorted { ($0.created ?? 0) > ($1.created ?? 0) }
  }
}
